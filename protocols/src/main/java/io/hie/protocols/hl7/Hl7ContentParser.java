package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.ContentParser;
import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.MessageEnvelope;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Gives HL7 v2 bodies as an {@link Hl7Message}. */
public final class Hl7ContentParser implements ContentParser {

  @Override
  public List<String> contentTypes() {
    return List.of(ContentType.HL7_V2);
  }

  @Override
  public Hl7Message parse(MessageEnvelope envelope) {
    try {
      return view(envelope);
    } catch (NotHl7Exception unreadable) {
      throw new UnreadableContentException(unreadable.code() + ": " + unreadable.getMessage());
    }
  }

  /**
   * The view of an envelope's body; the character set of its header counts where the message does
   * not say one.
   *
   * @throws NotHl7Exception if it is not an HL7 v2 message
   */
  public static Hl7Message view(MessageEnvelope envelope) {
    return Hl7Message.read(envelope.body().rawPayload(), charset(envelope.header().encoding()));
  }

  /** The most urgent of its orders and of its visit: see {@link Hl7Priority}. */
  @Override
  public int priority(MessageEnvelope envelope) {
    return Hl7Priority.of(parse(envelope), envelope.header().priority());
  }

  @Override
  public Predicate<MessageEnvelope> condition(String rule) {
    Rule compiled = Rule.compile(rule);
    return envelope ->
        envelope.header().contentType().equals(ContentType.HL7_V2)
            && compiled.matches(parse(envelope));
  }

  private static @Nullable Charset charset(String name) {
    try {
      return Charset.isSupported(name) ? Charset.forName(name) : null;
    } catch (IllegalCharsetNameException unnamed) {
      return null;
    }
  }

  /** What is wrong with the structure: see {@link StructureCheck}. */
  @Override
  public List<String> validate(MessageEnvelope envelope) {
    return StructureCheck.faults(parse(envelope));
  }
}
