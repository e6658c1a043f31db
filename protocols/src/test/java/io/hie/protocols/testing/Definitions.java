package io.hie.protocols.testing;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.AmbiguousPolicy;
import io.hie.actormodel.production.HostSettings.ExecutionMode;
import io.hie.actormodel.production.HostSettings.MessagingPattern;
import io.hie.actormodel.production.HostSettings.OverflowStrategy;
import io.hie.actormodel.production.HostSettings.QueueType;
import io.hie.actormodel.production.HostSettings.RestartPolicy;
import io.hie.actormodel.production.ItemDefinition;
import java.time.Duration;
import java.util.List;

/** Item definitions around given adapter settings. */
public final class Definitions {
  private Definitions() {}

  public static ItemDefinition of(ItemType type, String name, Record adapter) {
    return new ItemDefinition(
        name,
        type.kind(),
        type.name(),
        true,
        "$.items[0]",
        adapter,
        new ItemType.NoSettings(),
        hostSettings(type.kind()));
  }

  private static HostSettings hostSettings(ItemKind kind) {
    return new HostSettings(
        kind == ItemKind.OPERATION ? List.of() : List.of("Next"),
        ExecutionMode.ASYNC,
        1,
        QueueType.FIFO,
        10_000,
        OverflowStrategy.BLOCK,
        RestartPolicy.ON_FAILURE,
        3,
        Duration.ofSeconds(1),
        MessagingPattern.ASYNC_RELIABLE,
        Duration.ofSeconds(30),
        10,
        Duration.ofSeconds(1),
        AmbiguousPolicy.RESEND,
        false,
        5,
        Duration.ofSeconds(60),
        3,
        false,
        1000,
        2000);
  }
}
