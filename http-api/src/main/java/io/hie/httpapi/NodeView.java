package io.hie.httpapi;

import io.hie.actormodel.history.search.MessageSearch;
import io.hie.actormodel.library.JarStatus;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.configuration.Configuration;
import io.hie.configuration.UsageMeter;
import io.hie.sharding.history.Histories;
import io.hie.sharding.replay.Replays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the API needs of the node it stands on. Safe from any thread. */
public interface NodeView {

  /** Whether the node takes messages, and why not. */
  CompletionStage<Readiness> readiness();

  /** Why the process can do no more work and is to be started again; empty while it can. */
  Optional<String> mustRestart();

  /** How every production's items are. */
  CompletionStage<List<ProductionActor.Status>> productions();

  Histories histories();

  /** What can be done with the productions. */
  Deployments deployments();

  /** What workspaces take in. */
  UsageMeter usage();

  /** Where secrets are sealed. */
  SecretVault secrets();

  Replays replays();

  /** Finds messages. */
  MessageSearch search();

  ClusterView cluster();

  /** Who may do what. */
  Configuration configuration();

  /** What productions can name in {@code type} now; it may be others later. */
  ItemTypes itemTypes();

  /** How each item jar is; empty if the node has no folder of them. */
  List<JarStatus> itemJars();

  /**
   * Whether a node takes messages.
   *
   * @param reasons why not; empty if it does
   */
  record Readiness(List<String> reasons) {
    public boolean ready() {
      return reasons.isEmpty();
    }
  }
}
