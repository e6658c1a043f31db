package io.hie.clusternode.firstitem;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Targets;
import io.hie.actormodel.production.Setting;

/** A first item, for docs/writing-items.md: lets messages through that are not too large. */
public final class SizeGate implements Process {

  /** What it takes in {@code host_settings}, beyond what every item does. */
  public record Settings(
      @Setting(value = "MaxBytes", doc = "Larger messages end here.", byDefault = "65536", min = 1)
          int maxBytes) {}

  private final Settings settings;
  private final Targets targets;

  public SizeGate(Settings settings, Targets targets) {
    this.settings = settings;
    this.targets = targets;
  }

  @Override
  public Handling handle(MessageEnvelope message) {
    return message.body().rawPayload().size() <= settings.maxBytes()
        ? targets.pass()
        : Handling.filtered("larger than " + settings.maxBytes() + " bytes");
  }
}
