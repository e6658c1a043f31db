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
    KafkaLog log = KafkaLog.open(KafkaSettings.of(system.settings().config()), system.dispatcher());
    system.registerOnTermination(log::close);
    return log;
  }
}
