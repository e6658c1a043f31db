package io.hie.protocols.file;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Intake.Submission;
import io.hie.actormodel.key.MessageKeys;
import io.hie.protocols.file.FileServiceSettings.BatchFaults;
import io.hie.protocols.hl7.Hl7Batch;
import io.hie.protocols.hl7.Hl7Submission;
import io.hie.protocols.hl7.NotHl7Exception;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one file, read one after the other. A message's control id is MSH-10, else the
 * claim and its position, so that a retry after a crash is recognised in either case; its sender is
 * the directory.
 */
final class MessageFile implements Iterator<MessageFile.Part> {
  private final FileServiceSettings settings;
  private final String item;
  private final String claim;
  private final Instant at;
  private final int size;
  private final List<String> warnings;
  private final Iterator<Payload> messages;
  private final @Nullable Charset fallback;
  private int position;

  private MessageFile(
      FileServiceSettings settings,
      String item,
      String claim,
      Instant at,
      int size,
      List<String> warnings,
      Iterator<Payload> messages,
      @Nullable Charset fallback) {
    this.settings = settings;
    this.item = item;
    this.claim = claim;
    this.at = at;
    this.size = size;
    this.warnings = warnings;
    this.messages = messages;
    this.fallback = fallback;
  }

  /** One message of a file. */
  sealed interface Part {
    /** It can be handed over. */
    record Message(Submission submission) implements Part {}

    /** It cannot be read. */
    record Unreadable(Payload bytes, Fault fault) implements Part {}
  }

  /** The file as a whole is not taken. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    RefusedException(String code, String text) {
      super(code);
      this.fault = new Fault(code, text);
    }

    Fault fault() {
      return fault;
    }
  }

  /**
   * Opens a file's contents.
   *
   * @param claim id of the claim
   * @param at when it was received
   */
  static MessageFile of(
      Payload bytes, FileServiceSettings settings, String item, String claim, Instant at)
      throws RefusedException {
    if (bytes.size() == 0) {
      throw new RefusedException("empty", "the file is empty");
    }
    if (!settings.contentType().equalsIgnoreCase(ContentType.HL7_V2)) {
      return new MessageFile(
          settings, item, claim, at, 1, List.of(), List.of(bytes).iterator(), settings.charset());
    }
    try {
      Hl7Batch batch = Hl7Batch.split(bytes);
      if (settings.batchFaults() == BatchFaults.REFUSE && !batch.warnings().isEmpty()) {
        throw new RefusedException(
            "batch-faults",
            String.join("; ", batch.warnings())
                + "; none of its messages is taken. To take them in spite of this, set BatchFaults"
                + " to tolerate");
      }
      Charset fallback =
          settings.charset() != null ? settings.charset() : batch.markedCharset().orElse(null);
      return new MessageFile(
          settings, item, claim, at, batch.size(), batch.warnings(), batch.iterator(), fallback);
    } catch (NotHl7Exception notHl7) {
      throw new RefusedException(notHl7.code(), String.valueOf(notHl7.getMessage()));
    } catch (RuntimeException unforeseen) {
      throw new RefusedException("internal-error", unforeseen(unforeseen));
    }
  }

  int size() {
    return size;
  }

  /** What was tolerated, without contents. */
  List<String> warnings() {
    return warnings;
  }

  /** How many parts were read. */
  int position() {
    return position;
  }

  @Override
  public boolean hasNext() {
    return messages.hasNext();
  }

  /** Passes one by. */
  void skip() {
    messages.next();
    position++;
  }

  @Override
  public Part next() {
    Payload bytes = messages.next();
    position++;
    if (bytes.size() > settings.maxMessageBytes()) {
      return new Part.Unreadable(
          bytes,
          new Fault(
              "too-large",
              bytes.size() + " bytes, MaxMessageBytes is " + settings.maxMessageBytes()));
    }
    try {
      return new Part.Message(submission(bytes));
    } catch (NotHl7Exception notHl7) {
      return new Part.Unreadable(
          bytes, new Fault(notHl7.code(), String.valueOf(notHl7.getMessage())));
    } catch (RuntimeException unforeseen) {
      return new Part.Unreadable(bytes, new Fault("internal-error", unforeseen(unforeseen)));
    }
  }

  /** A fault in the reading must not stop the files after this one. */
  private static String unforeseen(RuntimeException failed) {
    return "reading it failed in a way that nobody foresaw, "
        + failed.getClass().getName()
        + "; please report it";
  }

  private Submission submission(Payload bytes) {
    String sender = settings.directory().toAbsolutePath().normalize().toString();
    String place = claim + '/' + position;
    if (settings.contentType().equalsIgnoreCase(ContentType.HL7_V2)) {
      Submission read = Hl7Submission.of(bytes, item, fallback, at);
      String controlId = read.controlId();
      return new Submission(
          read.envelope(), read.keys(), sender, controlId == null ? place : controlId);
    }
    MessageEnvelope envelope =
        MessageEnvelope.custom(
            bytes,
            settings.contentType(),
            "",
            "",
            fallback == null ? StandardCharsets.UTF_8 : fallback,
            item,
            at);
    return new Submission(envelope, MessageKeys.NONE, sender, place);
  }
}
