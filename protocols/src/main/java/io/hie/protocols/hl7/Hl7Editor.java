package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes another message out of one. What is not touched keeps its bytes; each segment ends with a
 * carriage return, as HL7 v2 chapter 2 asks. Values are taken as text: separators in them are
 * escaped, and they are encoded in the message's own character set.
 *
 * <p>Where a path leaves an index out, {@link #get} and {@link #set} mean the first, {@link
 * #delete} means all; {@code [*]} means all. Not thread-safe.
 */
public final class Hl7Editor {
  private static final int MOST_SEGMENTS = 100_000;

  private final Hl7Message original;
  private final Delimiters delimiters;
  private final List<byte[]> segments = new ArrayList<>();
  private boolean changed;

  private Hl7Editor(Hl7Message original) {
    this.original = original;
    this.delimiters = original.delimiters();
    Payload raw = original.raw();
    byte[] bytes = raw.toByteArray();
    int at = original.start();
    int end = original.headerEnd();
    while (at >= 0) {
      segments.add(Arrays.copyOfRange(bytes, at, end));
      at = Er7.segmentAfter(raw, end);
      end = at < 0 ? end : Er7.segmentEnd(raw, at, delimiters.field());
    }
  }

  /** An editor that begins with a message as it is. */
  public static Hl7Editor of(Hl7Message message) {
    return new Hl7Editor(message);
  }

  /** A text cannot be written in the message's character set; says which one, not which text. */
  public static final class UnencodableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnencodableException(String charset) {
      super("the value has characters that " + charset + " has not");
    }
  }

  /** How many segments of a name there are. */
  public int count(String segment) {
    int name = Er7.name(segment);
    int count = 0;
    for (byte[] each : segments) {
      count += isNamed(each, name) ? 1 : 0;
    }
    return count;
  }

  /** How many repetitions a field of one segment has; 0 if it is empty or the segment is absent. */
  public int repetitions(Hl7Path field) {
    int index = index(field.segment(), Math.max(1, field.occurrence()));
    if (index < 0) {
      return 0;
    }
    byte[] whole = Pieces.pieceOf(segments.get(index), delimiters.field(), fieldIndex(field));
    return whole.length == 0 ? 0 : Pieces.cut(whole, delimiters.repetition()).size();
  }

  /** The value at a path, as {@link Hl7Path#first} gives it. */
  public String get(Hl7Path path) {
    return path.first(toMessage());
  }

  /** The bytes at a path, separators and escapes included; empty if there are none. */
  public byte[] encoded(Hl7Path path) {
    int index = index(path.segment(), Math.max(1, path.occurrence()));
    if (index < 0) {
      return new byte[0];
    }
    byte[] field = Pieces.pieceOf(segments.get(index), delimiters.field(), fieldIndex(path));
    if (path.repetition() != Hl7Path.ANY) {
      field = Pieces.pieceOf(field, delimiters.repetition(), Math.max(1, path.repetition()) - 1);
    }
    if (path.component() == 0) {
      return field;
    }
    byte[] component = Pieces.pieceOf(field, delimiters.component(), path.component() - 1);
    return path.subcomponent() == 0
        ? component
        : Pieces.pieceOf(component, delimiters.subcomponent(), path.subcomponent() - 1);
  }

  /**
   * Writes a text, with its separators escaped. The segment must be there; whatever is missing in
   * it before the place is made, empty.
   *
   * @return whether there is such a segment
   * @throws UnencodableException if the character set of the message has not all its characters
   */
  public boolean set(Hl7Path path, String value) {
    return put(path, encode(value));
  }

  /**
   * Writes bytes as they are: of {@link #encoded} from a place at least as deep, or of {@link
   * #join}.
   *
   * @return whether there is such a segment
   */
  public boolean put(Hl7Path path, byte[] encoded) {
    int name = Er7.name(path.segment());
    int wanted = path.occurrence() == Hl7Path.UNSAID ? 1 : path.occurrence();
    int seen = 0;
    boolean found = false;
    for (int i = 0; i < segments.size(); i++) {
      if (isNamed(segments.get(i), name)) {
        seen++;
        if (wanted == Hl7Path.ANY || wanted == seen) {
          replace(i, inSegment(segments.get(i), path, encoded));
          found = true;
        }
      }
    }
    return found;
  }

  /** Empties all that a path names; nothing else moves. */
  public void delete(Hl7Path path) {
    int name = Er7.name(path.segment());
    int wanted = path.occurrence() == Hl7Path.UNSAID ? Hl7Path.ANY : path.occurrence();
    Hl7Path everywhere =
        path.repetition() == Hl7Path.UNSAID ? path.inRepetition(Hl7Path.ANY) : path;
    int seen = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (isNamed(segments.get(i), name)) {
        seen++;
        byte[] field = Pieces.pieceOf(segments.get(i), delimiters.field(), fieldIndex(path));
        if (field.length > 0 && (wanted == Hl7Path.ANY || wanted == seen)) {
          replace(i, inSegment(segments.get(i), everywhere, new byte[0]));
        }
      }
    }
  }

  /**
   * Takes out segments of a name.
   *
   * @param occurrence which one, from 1, or 0 for all
   */
  public void removeSegments(String segment, int occurrence) {
    int name = Er7.name(segment);
    int seen = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (isNamed(segments.get(i), name)) {
        seen++;
        if (occurrence == 0 || occurrence == seen) {
          segments.remove(i--);
          changed = true;
        }
      }
    }
  }

  /**
   * Adds an empty segment.
   *
   * @param after behind the last segment of this name; the end of the message if there is none
   * @return which of its name it is, from 1
   */
  public int add(String segment, String after) {
    if (segments.size() >= MOST_SEGMENTS) {
      throw new IllegalStateException("a message has at most " + MOST_SEGMENTS + " segments");
    }
    int name = Er7.name(after);
    int at = segments.size();
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (isNamed(segments.get(i), name)) {
        at = i + 1;
        break;
      }
    }
    segments.add(at, segment.getBytes(StandardCharsets.US_ASCII));
    changed = true;
    int number = 0;
    for (int i = 0; i <= at; i++) {
      number += isNamed(segments.get(i), Er7.name(segment)) ? 1 : 0;
    }
    return number;
  }

  /** The message as it is now; the very one that it began with if nothing was changed. */
  public Hl7Message toMessage() {
    return changed ? Hl7Message.read(toPayload(), original.charset()) : original;
  }

  /** The bytes as they are now; those it began with if nothing was changed. */
  public Payload toPayload() {
    return changed ? bytes(segments) : original.raw();
  }

  /**
   * The message with one segment of its name only, for rules about that one.
   *
   * @param repetition with one repetition only: its place, with which one; null for the segment
   */
  public Hl7Message only(String segment, int occurrence, @Nullable Hl7Path repetition) {
    int index = index(segment, occurrence);
    List<byte[]> few = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      if (i == index || !isNamed(segments.get(i), Er7.name(segment))) {
        few.add(segments.get(i));
      }
    }
    Hl7Message one = Hl7Message.read(bytes(few), original.charset());
    if (repetition == null) {
      return one;
    }
    Hl7Editor editor = of(one);
    Hl7Path all = Hl7Path.compile(segment + "-" + repetition.field() + "[*]");
    editor.put(all, encoded(repetition));
    return editor.toMessage();
  }

  /** The message as text, with every segment ended by a carriage return. */
  public String toText() {
    return bytes(segments).decode(original.charset());
  }

  private static Payload bytes(List<byte[]> segments) {
    int length = 0;
    for (byte[] segment : segments) {
      length += segment.length + 1;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] segment : segments) {
      System.arraycopy(segment, 0, all, at, segment.length);
      at += segment.length;
      all[at++] = '\r';
    }
    return Payload.wrap(all);
  }

  /** A text as bytes, with its separators escaped. */
  public byte[] encode(String value) {
    CharsetEncoder encoder = original.charset().newEncoder();
    if (!encoder.canEncode(value)) {
      throw new UnencodableException(original.charset().name());
    }
    return new Er7Writer(delimiters, original.charset()).text(value).toPayload().toByteArray();
  }

  /**
   * Encoded values side by side.
   *
   * @param components whether they are components, else subcomponents
   */
  public byte[] join(List<byte[]> values, boolean components) {
    return Pieces.join(values, components ? delimiters.component() : delimiters.subcomponent());
  }

  private void replace(int index, byte[] segment) {
    if (!Arrays.equals(segments.get(index), segment)) {
      segments.set(index, segment);
      changed = true;
    }
  }

  private int index(String segment, int occurrence) {
    int name = Er7.name(segment);
    int seen = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (isNamed(segments.get(i), name) && ++seen == occurrence) {
        return i;
      }
    }
    return -1;
  }

  private boolean isNamed(byte[] segment, int name) {
    Payload raw = Payload.wrap(segment);
    return segment.length >= 3
        && Er7.segmentName(raw, 0, segment.length, delimiters.field()) == name;
  }

  /** Which piece of its segment a field is: MSH-1 is the separator itself. */
  private static int fieldIndex(Hl7Path path) {
    return path.segment().equals("MSH") ? path.field() - 1 : path.field();
  }

  private byte[] inSegment(byte[] segment, Hl7Path path, byte[] value) {
    return Pieces.inPiece(
        segment, delimiters.field(), fieldIndex(path), field -> inRepetitions(field, path, value));
  }

  private byte[] inRepetitions(byte[] field, Hl7Path path, byte[] value) {
    if (path.repetition() == Hl7Path.ANY) {
      if (path.component() == 0) {
        return value;
      }
      List<byte[]> all = new ArrayList<>();
      for (byte[] each : Pieces.cut(field, delimiters.repetition())) {
        all.add(inRepetition(each, path, value));
      }
      return Pieces.join(all, delimiters.repetition());
    }
    return Pieces.inPiece(
        field,
        delimiters.repetition(),
        Math.max(1, path.repetition()) - 1,
        repetition -> inRepetition(repetition, path, value));
  }

  private byte[] inRepetition(byte[] repetition, Hl7Path path, byte[] value) {
    if (path.component() == 0) {
      return value;
    }
    return Pieces.inPiece(
        repetition,
        delimiters.component(),
        path.component() - 1,
        component ->
            path.subcomponent() == 0
                ? value
                : Pieces.inPiece(
                    component, delimiters.subcomponent(), path.subcomponent() - 1, old -> value));
  }
}
