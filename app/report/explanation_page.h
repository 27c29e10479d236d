#pragma once

#include <opencv2/core/mat.hpp>
#include <string>
#include <vector>

#include "app/report/page.h"
#include "model/network/model.h"

namespace inkling {

/// A picture that was classified.
struct ExplainedPicture {
  std::string path;
  cv::Mat picture;  ///< As `read_picture_file` gives it.
  cv::Mat image;    ///< What the network is shown of it, CV_8UC1.
  int views = 1;    ///< Of how many views the answer was the mean; the page is about the first.
};

/// The page of `classify --explain`: `assets/explanation_page.html`, filled. It needs no other
/// file, and its content security policy forbids every request. `facts` are what is needed to make
/// the page again.
std::string explanation_page(const Model& model, const ExplainedPicture& explained,
                             const std::vector<Fact>& facts);

}  // namespace inkling
