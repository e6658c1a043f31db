package io.hie.clusternode;

import io.hie.persistence.MessageJournal;
import io.hie.sharding.allocation.LocalLog;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;

/** What sharding is told of the journal: partition and shard are one number. */
record JournalLog(ActorSystem system) implements LocalLog {
  @Override
  public CompletionStage<Void> keep(Set<Integer> shards) {
    return MessageJournal.keep(system, shards);
  }

  @Override
  public boolean isWarm(int shard) {
    return MessageJournal.isWarm(system, shard);
  }
}
