package io.hie.persistence.kafka.journal;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.query.ReadJournalProvider;

/** The query plugin {@code hie.kafka.read-journal}. */
public final class KafkaReadJournalProvider implements ReadJournalProvider {
  private final KafkaReadJournal journal;

  /** Made by Pekko. */
  public KafkaReadJournalProvider(ExtendedActorSystem system, Config config, String configPath) {
    this.journal = new KafkaReadJournal(system);
  }

  @Override
  public KafkaReadJournal.ForScala scaladslReadJournal() {
    return journal.forScala();
  }

  @Override
  public KafkaReadJournal javadslReadJournal() {
    return journal;
  }
}
