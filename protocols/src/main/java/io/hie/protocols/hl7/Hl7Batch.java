package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The messages of a file: {@code [FHS] {[BHS] {MSH ...} [BTS]} [FTS]} (HL7 v2 chapter 2, "HL7 batch
 * protocol"), or one message after the other with nothing around them, or a single one.
 *
 * <p>Each message is the bytes from its MSH to the line end of its last segment, unchanged. A file
 * that is one message and nothing else is that message with every byte. Messages are not judged
 * here: one that cannot be read is handed out like the others.
 *
 * <p>Splitting is one pass and copies nothing; a message is copied when the iterator comes to it.
 * Immutable.
 */
public final class Hl7Batch implements Iterable<Payload> {
  private final Payload file;
  private final List<Long> messages;
  private final List<String> warnings;

  Hl7Batch(Payload file, List<Long> messages, List<String> warnings) {
    this.file = file;
    this.messages = List.copyOf(messages);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Splits a file.
   *
   * @throws NotHl7Exception if it begins with none of FHS, BHS and MSH
   */
  public static Hl7Batch split(Payload file) {
    return new BatchSplitter(file).split();
  }

  /** How many messages there are. */
  public int size() {
    return messages.size();
  }

  /** The messages in the order of the file. */
  @Override
  public Iterator<Payload> iterator() {
    return messages.stream().map(this::copy).iterator();
  }

  private Payload copy(long message) {
    int from = Er7.from(message);
    int to = Er7.to(message);
    if (to - from == file.size()) {
      return file;
    }
    byte[] bytes = new byte[to - from];
    file.asByteBuffer().get(from, bytes);
    return Payload.wrap(bytes);
  }

  /**
   * What does not fit together, without contents: a count that differs from what is there, a
   * trailer that is missing, as after a broken transfer, or segments that belong to no message and
   * are left out. At most 20.
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * The character set that the file's byte order mark tells, for messages that do not say theirs:
   * the mark itself stays behind when messages are cut out.
   */
  public Optional<Charset> markedCharset() {
    return HeaderStart.isMarked(file, HeaderStart.skip(file))
        ? Optional.of(StandardCharsets.UTF_8)
        : Optional.empty();
  }
}
