package io.hie.actormodel.deployment;

import io.hie.actormodel.item.ItemKind;
import java.util.List;

/**
 * What a plan does with one item.
 *
 * @param because the keys that differ, or a sentence
 * @param connections what its connections notice, for people; empty if there is nothing to say
 */
public record ItemChange(
    String item, ItemKind kind, How how, List<String> because, String connections) {

  /** What is done. */
  public enum How {
    /** Nothing. */
    KEEP,
    /** It takes the new settings as it runs. */
    CHANGE,
    /** It is new, or enabled again. */
    START,
    /**
     * Stopped and started with the new settings; its queue goes back to the histories meanwhile.
     */
    RESTART,
    /** Disabled: its messages wait in their histories. */
    STOP,
    /** No longer in the document: it finishes what it has, and what is left is parked. */
    REMOVE
  }

  public ItemChange {
    because = List.copyOf(because);
  }
}
