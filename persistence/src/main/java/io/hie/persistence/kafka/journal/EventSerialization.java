package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.log.Serialized;
import io.hie.persistence.kafka.log.StoredEvent;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * Between the objects of actors and the bytes of the log, by the serializers that are configured.
 */
final class EventSerialization {
  private final Serialization serialization;

  EventSerialization(ExtendedActorSystem system) {
    this.serialization = SerializationExtension.get(system);
  }

  /** An event as it is stored, with the time of now if it has none. */
  StoredEvent toStored(PersistentRepr event) {
    Object payload = event.payload();
    List<String> tags = List.of();
    if (payload instanceof Tagged tagged) {
      payload = tagged.payload();
      tags = List.copyOf(CollectionConverters.asJava(tagged.tags()));
    }
    Object metadata = OptionConverters.toJava(event.metadata()).orElse(null);
    return new StoredEvent(
        event.writerUuid(),
        event.sequenceNr(),
        event.timestamp() > 0 ? event.timestamp() : System.currentTimeMillis(),
        event.manifest(),
        serialize(payload),
        metadata == null ? null : serialize(metadata),
        tags);
  }

  PersistentRepr toRepr(String persistenceId, StoredEvent event) {
    PersistentRepr repr =
        PersistentRepr.apply(
                deserialize(event.payload()),
                event.seqNr(),
                persistenceId,
                event.manifest(),
                false,
                ActorRef.noSender(),
                event.writerUuid())
            .withTimestamp(event.timestamp());
    Serialized metadata = event.metadata();
    return metadata == null ? repr : repr.withMetadata(deserialize(metadata));
  }

  Serialized serialize(Object object) {
    Serializer serializer = serialization.findSerializerFor(object);
    byte[] bytes = serialization.serialize(object).get();
    return new Serialized(
        serializer.identifier(), Serializers.manifestFor(serializer, object), bytes);
  }

  Object deserialize(Serialized stored) {
    return serialization
        .deserialize(stored.bytes(), stored.serializerId(), stored.manifest())
        .get();
  }
}
