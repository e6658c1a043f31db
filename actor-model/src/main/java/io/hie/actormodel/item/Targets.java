package io.hie.actormodel.item;

import io.hie.actormodel.envelope.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an item may send to: its {@code TargetConfigNames}, in their order. An item class takes it
 * as a parameter of its constructor.
 *
 * @param names of items
 */
public record Targets(List<String> names) {
  public Targets {
    names = List.copyOf(names);
  }

  public static Targets of(String... names) {
    return new Targets(List.of(names));
  }

  /** Passes the message on to all of them as it came. */
  public Handling pass() {
    return Handling.to(names);
  }

  /** Passes the message on to all of them with another body. */
  public Handling pass(Payload payload) {
    List<Handling.Output> outputs = new ArrayList<>(names.size());
    for (String name : names) {
      outputs.add(new Handling.Output(name, payload));
    }
    return new Handling(outputs, "");
  }
}
