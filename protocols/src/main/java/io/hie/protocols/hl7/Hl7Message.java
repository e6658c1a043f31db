package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A view of one HL7 v2 message in its received bytes. Making one looks at the MSH segment only;
 * everything else is looked for when it is asked for, and not remembered. Immutable in what it
 * shows, so any thread may use it. Its text form hides the contents.
 *
 * <p>What is tolerated: a byte order mark and white space before MSH; segments ended by carriage
 * return, line feed or both, mixed, the last one by nothing; line breaks within text, which count
 * as text unless a segment follows them; encoding characters other than the usual ones, and fewer
 * than four, of which the missing ones are then not used.
 *
 * <p>Values are decoded: by the character set of the message, and with escape sequences replaced.
 * An absent field and an empty one both read as the empty string. HL7's explicit null, two quotes,
 * reads as {@link #NULL}, so that "delete this" and "nothing said" can be told apart.
 */
public final class Hl7Message {
  /** How HL7's explicit null reads: two quotes, nothing else. */
  public static final String NULL = "\"\"";

  private static final int INDEXED_FIELDS = 22;

  private final Payload raw;
  private final Delimiters delimiters;
  private final int start;
  private final int[] header; // header[n] is where MSH-n begins, header[n + 1] - 1 where it ends
  private final int headerEnd;
  private final boolean marked;
  private final @Nullable Charset fallback;
  private @Nullable Hl7Charset charset; // made on demand; the same whoever makes it

  private Hl7Message(
      Payload raw,
      Delimiters delimiters,
      int start,
      int[] header,
      int headerEnd,
      boolean marked,
      @Nullable Charset fallback) {
    this.raw = raw;
    this.delimiters = delimiters;
    this.start = start;
    this.header = header;
    this.headerEnd = headerEnd;
    this.marked = marked;
    this.fallback = fallback;
  }

  /**
   * A view of {@code raw}.
   *
   * @throws NotHl7Exception if it is not an HL7 v2 message
   */
  public static Hl7Message read(Payload raw) {
    return read(raw, null);
  }

  /**
   * A view of {@code raw}.
   *
   * @param fallback the character set if the message does not say one, or one that cannot be read;
   *     null to take UTF-8 if the bytes are that, else ISO 8859-1. One in which {@link #canRead} is
   *     false is as good as null.
   * @throws NotHl7Exception if it is not an HL7 v2 message
   */
  public static Hl7Message read(Payload raw, @Nullable Charset fallback) {
    int start = HeaderStart.find(raw);
    int field = start + 3 < raw.size() ? raw.at(start + 3) : '\r';
    if (Er7.isLineEnd(field)) {
      throw shortHeader();
    }
    int headerEnd = Er7.lineEnd(raw, start);
    int from = start + 4;
    int to = Er7.find(raw, field, from, headerEnd);
    if (to == headerEnd) {
      throw shortHeader();
    }
    Delimiters delimiters = Delimiters.read(raw, field, from, to);
    int[] header = new int[INDEXED_FIELDS + 2];
    header[2] = from;
    for (int n = 3; n < header.length; n++) {
      header[n] = to + 1;
      to = to >= headerEnd ? headerEnd : Er7.find(raw, field, to + 1, headerEnd);
    }
    return new Hl7Message(
        raw, delimiters, start, header, headerEnd, HeaderStart.isMarked(raw, start), fallback);
  }

  private static NotHl7Exception shortHeader() {
    return new NotHl7Exception(
        NotHl7Exception.SHORT_MSH,
        "the MSH segment ends before its second field does; expected MSH|^~\\&| and more");
  }

  /** Whether messages in {@code charset} can be read: ASCII must keep its bytes to itself. */
  public static boolean canRead(Charset charset) {
    return Hl7Charset.isReadable(charset);
  }

  /** The bytes. */
  public Payload raw() {
    return raw;
  }

  /** The character set that values are decoded in. */
  public Charset charset() {
    return resolved().charset();
  }

  /** What is odd about the character set, without contents; empty if nothing is. */
  public String charsetNote() {
    return resolved().note();
  }

  private Hl7Charset resolved() {
    Hl7Charset known = charset;
    if (known == null) {
      long declared = Er7.piece(raw, header(18), delimiters.repetition(), 1);
      known = Hl7Charset.of(raw, marked, ascii(declared).trim(), fallback);
      charset = known;
    }
    return known;
  }

  /**
   * The value at a path, as {@link Hl7Path#first} gives it.
   *
   * @throws RuleSyntaxException if {@code path} is none
   */
  public String get(String path) {
    return Hl7Path.compile(path).first(this);
  }

  /** MSH-9 as {@code ADT^A01}, or {@code ACK} if there is no event; empty if there is nothing. */
  public String messageType() {
    String type = text(headerComponent(9, 1));
    String event = text(headerComponent(9, 2));
    return event.isEmpty() ? type : type + '^' + event;
  }

  /** MSH-9.3, or made of type and event if that is empty: {@code ADT_A01}. */
  public String structure() {
    String structure = text(headerComponent(9, 3));
    return structure.isEmpty() ? messageType().replace('^', '_') : structure;
  }

  /** MSH-3.1. */
  public String sendingApplication() {
    return text(headerComponent(3, 1));
  }

  /** MSH-4.1. */
  public String sendingFacility() {
    return text(headerComponent(4, 1));
  }

  /** MSH-5.1. */
  public String receivingApplication() {
    return text(headerComponent(5, 1));
  }

  /** MSH-6.1. */
  public String receivingFacility() {
    return text(headerComponent(6, 1));
  }

  /** MSH-10, the sender's id of the message; empty if it gave none. */
  public String controlId() {
    return text(header(10));
  }

  /** MSH-12.1, such as {@code 2.4}. */
  public String version() {
    return text(headerComponent(12, 1));
  }

  /** Whether it is an acknowledgement (MSH-9.1 is ACK), which must not be acknowledged. */
  public boolean isAcknowledgement() {
    long type = headerComponent(9, 1);
    return type != Er7.NOWHERE
        && Er7.to(type) - Er7.from(type) == 3
        && Er7.name(raw, Er7.from(type)) == Er7.name("ACK");
  }

  /** The first segment of a name, MSH not among them. */
  long segment(int name) {
    int end = headerEnd;
    for (int at = Er7.segmentAfter(raw, end); at >= 0; at = Er7.segmentAfter(raw, end)) {
      end = Er7.segmentEnd(raw, at, delimiters.field());
      if (Er7.segmentName(raw, at, end, delimiters.field()) == name) {
        return Er7.span(at, end);
      }
    }
    return Er7.NOWHERE;
  }

  Delimiters delimiters() {
    return delimiters;
  }

  /** Where MSH begins. */
  int start() {
    return start;
  }

  /** Where MSH ends. */
  int headerEnd() {
    return headerEnd;
  }

  /** MSH-{@code n}, 2 to 22, as it stands. */
  long header(int n) {
    return header[n] > headerEnd
        ? Er7.NOWHERE
        : Er7.span(header[n], Math.min(header[n + 1] - 1, headerEnd));
  }

  long headerComponent(int n, int component) {
    return Er7.piece(raw, header(n), delimiters.component(), component);
  }

  /** The value of a span: decoded, escape sequences replaced. */
  String text(long span) {
    if (span == Er7.NOWHERE) {
      return "";
    }
    int from = Er7.from(span);
    int to = Er7.to(span);
    int escape = delimiters.escape();
    boolean ascii = true;
    boolean escaped = false;
    for (int i = from; i < to; i++) {
      int b = raw.at(i);
      ascii &= b >= 0;
      escaped |= b == escape;
    }
    if (escaped) {
      return new String(Escapes.replace(raw, from, to, delimiters), charset());
    }
    return ascii ? ascii(span) : raw.decode(from, to, charset());
  }

  /** A span as it stands, of which the meaning is in its ASCII characters. */
  String ascii(long span) {
    return span == Er7.NOWHERE
        ? ""
        : raw.decode(Er7.from(span), Er7.to(span), StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return "Hl7Message[" + raw.size() + " bytes]";
  }
}
