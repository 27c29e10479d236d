# Writes the commit of the source folder to a header, unless it says so already.
# cmake -DSOURCE=FOLDER -DHEADER=FILE -P commit.cmake
execute_process(
  COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=10 --exclude=*
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#pragma once\n\n#define INKLING_COMMIT \"${commit}\"\n")
