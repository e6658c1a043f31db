package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The character set that a message is read in, and what is odd about it.
 *
 * <p>A byte order mark decides; else MSH-18 (HL7 table 0211, or the names people write instead);
 * else the caller; else UTF-8 if the bytes are valid UTF-8, and ISO 8859-1 if not. {@code UNICODE}
 * alone stands for UTF-8 if the bytes are that: the United Kingdom's ITK messages say so. A value
 * that is unknown, or that the bytes give the lie, is as good as none. Only character sets of which
 * ASCII is a part and in which no other character uses an ASCII byte can be read, since separators
 * are looked for byte by byte.
 *
 * @param note what is odd, without contents; empty if nothing is
 */
record Hl7Charset(Charset charset, String note) {

  private static final Map<String, Charset> BY_NAME = names();

  /**
   * @param marked whether the message begins with the byte order mark of UTF-8
   * @param declared MSH-18, its first repetition; empty if absent
   * @param fallback what the caller says; null if nothing
   */
  static Hl7Charset of(Payload raw, boolean marked, String declared, @Nullable Charset fallback) {
    String name = plain(declared);
    Charset known = BY_NAME.get(name);
    if (marked) {
      boolean agrees =
          name.isEmpty() || name.equals("UNICODE") || StandardCharsets.UTF_8.equals(known);
      return new Hl7Charset(
          StandardCharsets.UTF_8,
          agrees ? "" : "the byte order mark says UTF-8, MSH-18 something else: read as UTF-8");
    }
    if (name.isEmpty()) {
      return undeclared(raw, fallback, "");
    }
    if (name.equals("UNICODE")) {
      return Utf8.firstFault(raw) < 0
          ? new Hl7Charset(StandardCharsets.UTF_8, "")
          : undeclared(raw, fallback, "MSH-18 says UNICODE, but the bytes are not UTF-8");
    }
    if (known == null) {
      return undeclared(raw, fallback, "MSH-18 names a character set that cannot be read");
    }
    if (known.equals(StandardCharsets.US_ASCII)) {
      return Utf8.isAscii(raw)
          ? new Hl7Charset(known, "")
          : undeclared(raw, fallback, "MSH-18 says ASCII, but there are bytes beyond it");
    }
    if (known.equals(StandardCharsets.UTF_8)) {
      int fault = Utf8.firstFault(raw);
      return new Hl7Charset(
          known,
          fault < 0 ? "" : "MSH-18 says UTF-8, but byte " + fault + " cannot be: read as U+FFFD");
    }
    return new Hl7Charset(known, "");
  }

  private static Hl7Charset undeclared(Payload raw, @Nullable Charset fallback, String why) {
    if (fallback != null && isReadable(fallback)) {
      return new Hl7Charset(fallback, readAs(why, fallback));
    }
    if (Utf8.firstFault(raw) < 0) {
      return new Hl7Charset(StandardCharsets.UTF_8, readAs(why, StandardCharsets.UTF_8));
    }
    String reason = why.isEmpty() ? "MSH-18 is empty and the bytes are not UTF-8" : why;
    return new Hl7Charset(StandardCharsets.ISO_8859_1, readAs(reason, StandardCharsets.ISO_8859_1));
  }

  private static String readAs(String why, Charset charset) {
    return why.isEmpty() ? "" : why + ": read as " + charset.name();
  }

  /** Whether messages can be read in it. */
  static boolean isReadable(Charset charset) {
    return BY_NAME.containsValue(charset);
  }

  /** A name without what people vary in it: case, blanks, hyphens, slashes. */
  private static String plain(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        plain.append(c);
      }
    }
    return plain.toString().toUpperCase(Locale.ROOT);
  }

  private static Map<String, Charset> names() {
    Map<String, Charset> names = new HashMap<>();
    for (String ascii : new String[] {"ASCII", "USASCII", "ISO646US", "ISOIR6"}) {
      names.put(ascii, StandardCharsets.US_ASCII);
    }
    for (String utf8 : new String[] {"UTF8", "UNICODEUTF8", "UNICODE8", "65001"}) {
      names.put(utf8, StandardCharsets.UTF_8);
    }
    for (int part = 1; part <= 16; part++) {
      add(names, "ISO-8859-" + part, "8859" + part, "ISO8859" + part, "ISOIEC8859" + part);
    }
    add(names, "ISO-8859-1", "LATIN1", "ISO88591LATIN1");
    for (int page = 1250; page <= 1258; page++) {
      add(names, "windows-" + page, "WINDOWS" + page, "CP" + page, "MS" + page);
    }
    for (String page : new String[] {"IBM437", "IBM850", "IBM852", "IBM858", "KOI8-R"}) {
      add(names, page, plain(page), plain(page).replace("IBM", "CP"));
    }
    return Map.copyOf(names);
  }

  private static void add(Map<String, Charset> names, String charset, String... spellings) {
    if (Charset.isSupported(charset)) { // a JDK without the extended character sets lacks some
      for (String spelling : spellings) {
        names.put(spelling, Charset.forName(charset));
      }
    }
  }
}
