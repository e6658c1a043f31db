package io.hie.protocols.file;

import java.nio.charset.StandardCharsets;

/** Makes names of files that can do no harm, whatever they were made from. */
final class SafeName {
  /** The longest name of a file or directory, in bytes, on the file systems in use. */
  static final int MAX_BYTES = 255;

  /** The longest text that one value adds to a name, in characters. */
  static final int MAX_VALUE = 64;

  private static final String NOTHING = "none";

  private SafeName() {}

  /**
   * A value as part of a name: only ASCII letters, digits, {@code .}, {@code _} and {@code -},
   * everything else becomes {@code _}; no two dots in a row; of a value longer than 64 characters
   * the beginning and a hash; {@code none} if there is nothing.
   */
  static String value(String value) {
    if (value.isBlank()) {
      return NOTHING;
    }
    boolean tooLong = value.length() > MAX_VALUE;
    int length = tooLong ? MAX_VALUE - 1 - Tag.LENGTH : value.length();
    StringBuilder safe = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      boolean secondDot = c == '.' && i > 0 && safe.charAt(i - 1) == '.';
      safe.append(isPlain(c) && !secondDot ? c : '_');
    }
    return tooLong ? safe.append('~').append(Tag.of(value)).toString() : safe.toString();
  }

  private static boolean isPlain(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
  }

  /** A composed name that neither hides the file nor climbs: a leading dot becomes {@code _}. */
  static String component(String composed) {
    return composed.startsWith(".") ? '_' + composed.substring(1) : composed;
  }

  /** The name with {@code ~tag} before its ending: {@code a.hl7} becomes {@code a~tag.hl7}. */
  static String tagged(String name, String tag) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name + '~' + tag : name.substring(0, dot) + '~' + tag + name.substring(dot);
  }

  /**
   * As {@link #tagged}, for a name that a sender gave: one that is not plain ASCII or leaves no
   * room for the tag is made safe first.
   */
  static String taggedAnyhow(String given, String tag) {
    return tagged(
        isPlain(given, MAX_BYTES - 1 - tag.length()) ? given : component(value(given)), tag);
  }

  /**
   * Whether a name is printable ASCII and not too long, so that any file system takes it as it is.
   */
  static boolean isPlain(String name, int maxBytes) {
    return name.length() <= maxBytes && name.chars().allMatch(c -> c > ' ' && c < 127);
  }

  static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }
}
