package io.hie.protocols.http;

import io.hie.actormodel.envelope.ContentType;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Content-Type}, as far as it matters here.
 *
 * @param name type and subtype in lower case, such as {@code text/plain}
 * @param charset null if none is named, or one that this JVM does not have
 */
record MediaType(String name, @Nullable Charset charset) {
  private static final Pattern NAME = Pattern.compile("[!-~&&[^/;,\"]]+/[!-~&&[^/;,\"]]+");
  private static final Set<String> HL7_V2 =
      Set.of(ContentType.HL7_V2, "application/hl7-v2", "x-application/hl7-v2+er7", "text/plain");

  /** Reads a header's value; what it does not understand of it, it leaves out. */
  static MediaType of(String header) {
    String[] parts = header.split(";");
    Charset charset = null;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.regionMatches(true, 0, "charset=", 0, 8)) {
        charset = charset(part.substring(8).replace("\"", "").strip());
      }
    }
    return new MediaType(parts[0].strip().toLowerCase(Locale.ROOT), charset);
  }

  private static @Nullable Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return null;
    }
  }

  /** Whether it can be one, without parameters. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether a body of it is read as HL7 v2. */
  boolean isHl7() {
    return HL7_V2.contains(name);
  }
}
