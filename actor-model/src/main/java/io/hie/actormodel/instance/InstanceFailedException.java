package io.hie.actormodel.instance;

import io.hie.actormodel.item.DeliveryResult.Reason;

/**
 * An instance in another JVM failed with a message, or its JVM ended while it had it: nobody can
 * say how far it came. What it threw stays there; its reason comes over.
 */
public final class InstanceFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  public InstanceFailedException(Reason reason) {
    super(reason.toString());
    this.reason = reason;
  }

  /** Without patient data but for its detail. */
  public Reason reason() {
    return reason;
  }
}
