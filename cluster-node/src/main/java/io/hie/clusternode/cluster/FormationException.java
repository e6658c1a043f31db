package io.hie.clusternode.cluster;

/** A node cannot join or form a cluster; the text says why and what to do. */
public final class FormationException extends Exception {
  private static final long serialVersionUID = 1L;

  FormationException(String message) {
    super(message);
  }
}
