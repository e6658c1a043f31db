package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.log.LogRecord.Claim;
import io.hie.persistence.kafka.log.Owner;
import io.hie.persistence.kafka.log.Placement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who owns what in a partition as far as it is folded, and what this node has claimed. Not
 * thread-safe.
 */
final class Claims {
  /** A claim of this node. */
  static final class Own {
    final Owner owner;

    /** Done when all that was written before the claim is in the view. */
    final CompletableFuture<Void> ready = new CompletableFuture<>();

    private boolean applied;
    private boolean lost;
    private boolean doubtful;

    private Own(Owner owner) {
      this.owner = owner;
    }

    /** Somebody else has claimed since. */
    boolean isLost() {
      return lost;
    }
  }

  private final UUID node;
  private final Map<String, Owner> owners;
  private final Map<String, Own> own = new HashMap<>();
  private long epoch;

  Claims(UUID node, Map<String, Owner> owners) {
    this.node = node;
    this.owners = new HashMap<>(owners);
  }

  /** Who claimed a scope last. */
  @Nullable Owner ownerOf(String scope) {
    return owners.get(scope);
  }

  /** What this node has claimed last. */
  @Nullable Own own(String scope) {
    return own.get(scope);
  }

  /** Whether whoever recovers now may go by the claim that there is. */
  static boolean holds(@Nullable Own claim) {
    return claim != null && !claim.lost && !claim.doubtful;
  }

  /** A new claim, to be appended to the log. */
  Own make(String scope) {
    Own claim = new Own(new Owner(node, ++epoch));
    own.put(scope, claim);
    return claim;
  }

  /** A claim did not get into the log. */
  void forget(String scope, Own claim) {
    own.remove(scope, claim);
  }

  /** Some write ended in doubt. The next to recover claims anew, which voids what is still late. */
  void doubt(String scope, Owner writer) {
    Own claim = own.get(scope);
    if (claim != null && claim.owner.equals(writer)) {
      claim.doubtful = true;
    }
  }

  /** A claim was read, whoever made it. */
  void folded(Claim claim) {
    owners.put(claim.scope(), claim.owner());
    Own ours = own.get(claim.scope());
    if (ours == null) {
      return;
    }
    if (ours.owner.equals(claim.owner())) {
      ours.applied = true;
    } else if (ours.applied) {
      ours.lost = true;
    }
  }

  /** Whether this node has claimed anything that it has not lost. */
  boolean holdsAny() {
    return own.values().stream().anyMatch(each -> !each.lost);
  }

  /**
   * The partition is no longer read. What was lost stays lost, so that an actor that does not know
   * yet learns of it when it writes.
   */
  void forgetOwners() {
    owners.clear();
  }

  /** Whether the partition as a whole is this node's. */
  boolean ownPartition() {
    Own whole = own.get(Placement.PARTITION);
    return whole != null && whole.applied && !whole.lost;
  }
}
