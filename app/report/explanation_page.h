#pragma once

#include <opencv2/core/mat.hpp>
#include <string>
#include <vector>

#include "app/report/page.h"
#include "model/network/model.h"

namespace inkling {

/// A classified picture.
struct ExplainedPicture {
  std::string path;
  cv::Mat picture;  ///< As returned by `read_picture_file`.
  cv::Mat image;    ///< The image that the network receives, CV_8UC1.
  int views = 1;    ///< How many views were averaged; the page explains the first.
};

/// The page of `classify --explain`: `assets/explanation_page.html`, filled in. It needs no other
/// file, and its content security policy forbids all requests. `facts` says how to reproduce it.
std::string explanation_page(const Model& model, const ExplainedPicture& explained,
                             const std::vector<Fact>& facts);

}  // namespace inkling
