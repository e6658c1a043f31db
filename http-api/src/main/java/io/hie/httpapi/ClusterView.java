package io.hie.httpapi;

/** What the API knows of the cluster that the node is in. Safe from any thread; nothing blocks. */
public interface ClusterView {

  /** For a node that is to join. */
  Invitation invitation();
}
