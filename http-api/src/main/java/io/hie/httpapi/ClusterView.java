package io.hie.httpapi;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the API knows of the cluster that the node is in. Safe from any thread; nothing blocks. */
public interface ClusterView {

  /** For a node that is to join. */
  Invitation invitation();

  /** How this node is. */
  CompletionStage<ClusterState.Report> report();

  /** How the cluster is, from what all nodes say that answer within some seconds. */
  CompletionStage<ClusterState> state();

  /**
   * Has a node hand over what it has, leave and end.
   *
   * @param node as {@code host:port} of its address in the cluster, or of its API
   * @param force although all others need it
   */
  CompletionStage<Outcome> drain(String node, boolean force);

  /**
   * Removes a node that is dead. If it is not, and only cannot be reached, it ends when it hears of
   * it.
   *
   * @param force although it can be reached
   */
  CompletionStage<Outcome> down(String node, boolean force);

  /** Has shards move to where they are to be, without waiting until the members have settled. */
  void rebalance();

  /** What came of an order. */
  sealed interface Outcome {
    /** It is under way. */
    record Begun(String node) implements Outcome {}

    /** There is no such member; these are. */
    record NoSuchNode(List<String> members) implements Outcome {}

    /**
     * It would do harm.
     *
     * @param problem what kind of, stable
     */
    record Refused(String problem, String why) implements Outcome {}
  }
}
