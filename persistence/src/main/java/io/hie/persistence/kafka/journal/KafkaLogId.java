package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.KafkaSettings;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.ExtensionIdProvider;

/** One log for an actor system, closed after its last actor. */
final class KafkaLogId extends AbstractExtensionId<KafkaLog> implements ExtensionIdProvider {
  static final KafkaLogId INSTANCE = new KafkaLogId();

  private KafkaLogId() {}

  @Override
  public KafkaLogId lookup() {
    return INSTANCE;
  }

  @Override
  public KafkaLog createExtension(ExtendedActorSystem system) {
    KafkaSettings settings = KafkaSettings.of(system.settings().config());
    KafkaLog log = KafkaLog.open(settings, system.dispatcher());
    system.registerOnTermination(log::close);
    if (settings.mirrorsDeadLetters()) {
      EventSerialization events = new EventSerialization(system);
      DeadLetterMirror mirror =
          DeadLetterMirror.start(settings, log, event -> events.deserialize(event.payload()));
      system.registerOnTermination(mirror::close);
    }
    return log;
  }
}
