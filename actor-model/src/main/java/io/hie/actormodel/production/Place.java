package io.hie.actormodel.production;

import java.util.Comparator;
import java.util.regex.Pattern;

/** Places in a document, written as JSON paths: {@code $.items[2].host_settings.QueueType}. */
final class Place {
  /** The whole document. */
  static final String ROOT = "$";

  /** Paths as a person reads a document: {@code items[2]} comes before {@code items[10]}. */
  static final Comparator<String> IN_ORDER = Place::compare;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,99}");

  private Place() {}

  static String key(String path, String key) {
    return PLAIN.matcher(key).matches()
        ? path + "." + key
        : path + "['" + Shown.escape(key).replace("'", "\\'") + "']";
  }

  static String index(String path, int index) {
    return path + "[" + index + "]";
  }

  /** A place as a JSON pointer; control characters stay escaped as in the path. */
  static String pointer(String path) {
    StringBuilder pointer = new StringBuilder();
    int i = ROOT.length();
    while (i < path.length()) {
      boolean quoted = path.startsWith("['", i);
      int from = i + (quoted ? 2 : 1);
      int to = from;
      StringBuilder step = new StringBuilder();
      while (to < path.length()
          && (quoted ? path.charAt(to) != '\'' : ".[]".indexOf(path.charAt(to)) < 0)) {
        if (path.startsWith("\\'", to)) {
          to++;
        }
        step.append(path.charAt(to++));
      }
      pointer.append('/').append(step.toString().replace("~", "~0").replace("/", "~1"));
      i = quoted ? to + 2 : to < path.length() && path.charAt(to) == ']' ? to + 1 : to;
    }
    return pointer.toString();
  }

  /** Whether {@code path} is {@code outer} or a place within it. */
  static boolean within(String path, String outer) {
    return path.startsWith(outer)
        && (path.length() == outer.length() || ".[".indexOf(path.charAt(outer.length())) >= 0);
  }

  private static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int endA = endOfDigits(a, i);
      int endB = endOfDigits(b, j);
      if (endA > i && endB > j) {
        int byLength = Integer.compare(endA - i, endB - j);
        int byNumber =
            byLength != 0 ? byLength : a.substring(i, endA).compareTo(b.substring(j, endB));
        if (byNumber != 0) {
          return byNumber;
        }
        i = endA;
        j = endB;
      } else if (a.charAt(i) != b.charAt(j)) {
        return Character.compare(a.charAt(i), b.charAt(j));
      } else {
        i++;
        j++;
      }
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
