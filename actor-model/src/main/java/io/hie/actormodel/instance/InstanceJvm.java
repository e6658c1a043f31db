package io.hie.actormodel.instance;

import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;

/**
 * A JVM beside the node's own that can hold instances of items. It may end at any time, and is then
 * started again by whoever started it. Safe from any thread.
 */
public interface InstanceJvm {

  /** For people, such as {@code worker 1}. */
  String name();

  /**
   * An instance of an item, which is made in the JVM by {@link Instance#start}, and made anew by
   * itself whenever the JVM was started again.
   */
  Instance instance(Blueprint blueprint, Listener listener);

  /**
   * What an instance is made of.
   *
   * @param type its class loader has what the JVM needs to make one of its own
   */
  record Blueprint(String workspace, String project, ItemDefinition definition, ItemType type) {
    /** Without its settings, which may hold secrets. */
    @Override
    public String toString() {
      return "Blueprint[" + workspace + "/" + project + ", " + definition + "]";
    }
  }

  /** Told how an instance is, from any thread. Must not block. */
  interface Listener {
    /** It takes messages. */
    void up();

    /**
     * It takes none any more until it is {@link #up} again.
     *
     * @param why for an operator, without patient data
     */
    void away(String why);

    /** It told how its outside is. */
    void outside(Outside outside, String detail);
  }
}
