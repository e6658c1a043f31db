package io.hie.examples.items;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Targets;
import io.hie.actormodel.production.Setting;
import io.hie.protocols.hl7.Hl7Message;
import java.util.List;

/** Lets through what concerns some wards. */
public final class WardFilter implements Process {
  /** Its settings. */
  public record Settings(
      @Setting(value = "Wards", doc = "Wards (PV1-3.1) whose messages pass.") List<String> wards) {}

  private final Settings settings;
  private final Targets targets;

  public WardFilter(Settings settings, Targets targets) {
    this.settings = settings;
    this.targets = targets;
  }

  @Override
  public Handling handle(MessageEnvelope message) {
    String ward = message.parseAs(Hl7Message.class).get("PV1-3.1");
    return settings.wards().contains(ward) ? targets.pass() : Handling.filtered("not of our wards");
  }
}
