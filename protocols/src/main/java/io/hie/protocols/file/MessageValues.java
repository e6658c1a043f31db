package io.hie.protocols.file;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Delivery;
import io.hie.protocols.file.NameTemplate.Token;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.NotHl7Exception;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the tokens of a file name stand for in one delivery. */
final class MessageValues implements NameTemplate.Values {
  private final Delivery delivery;
  private final MessageEnvelope envelope;
  private final @Nullable Hl7Message hl7;

  MessageValues(Delivery delivery) {
    this.delivery = delivery;
    this.envelope = delivery.envelope();
    this.hl7 = hl7(envelope);
  }

  private static @Nullable Hl7Message hl7(MessageEnvelope envelope) {
    if (!envelope.header().contentType().equals(ContentType.HL7_V2)) {
      return null;
    }
    try {
      return Hl7Message.read(envelope.body().rawPayload());
    } catch (NotHl7Exception transformedIntoSomethingElse) {
      return null;
    }
  }

  @Override
  public Instant receivedAt() {
    return envelope.header().timestamp();
  }

  @Override
  public String of(Token token) {
    return switch (token) {
      case MESSAGE_ID -> envelope.header().messageId();
      case KEY_HASH -> delivery.keyHash();
      case CONTROL_ID -> hl7 == null ? "" : hl7.controlId();
      case TYPE -> hl7 == null ? envelope.body().schemaName() : type(hl7, true);
      case EVENT -> hl7 == null ? "" : type(hl7, false);
      case SOURCE -> envelope.header().source();
      case DELIVERY_ID -> delivery.id();
      case SEQUENCE -> String.format("%010d", delivery.leg().message());
      case DATE, TIME, TIMESTAMP -> receivedAt().toString();
    };
  }

  private static String type(Hl7Message message, boolean first) {
    String type = message.messageType();
    int caret = type.indexOf('^');
    if (caret < 0) {
      return first ? type : "";
    }
    return first ? type.substring(0, caret) : type.substring(caret + 1);
  }
}
