package io.hie.protocols.http;

import java.util.List;
import java.util.regex.Pattern;

/** HTTP statuses, written as {@code 200} or {@code 2xx}. */
record StatusSet(List<String> patterns) {
  private static final Pattern STATUS = Pattern.compile("[1-5](\\d\\d|xx)");

  StatusSet {
    patterns = List.copyOf(patterns);
  }

  static boolean isStatus(String pattern) {
    return STATUS.matcher(pattern).matches();
  }

  boolean contains(int status) {
    String written = String.valueOf(status);
    return patterns.contains(written) || patterns.contains(written.charAt(0) + "xx");
  }
}
