package io.hie.examples.items;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Targets;
import io.hie.actormodel.production.Setting;
import io.hie.protocols.hl7.Hl7Editor;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.Hl7Path;
import java.util.List;

/**
 * Takes out who the patient is, for a teaching or a test system: names, addresses, numbers, and the
 * day of birth, of which the year stays. It does not read free text in notes, which may name a
 * patient too.
 */
public final class Anonymiser implements Process {
  private static final List<Hl7Path> EMPTIED =
      List.of("PID-2", "PID-3", "PID-4", "PID-6", "PID-9", "PID-11", "PID-13", "PID-14", "PID-19")
          .stream()
          .map(Hl7Path::compile)
          .toList();
  private static final Hl7Path NAME = Hl7Path.compile("PID-5");
  private static final Hl7Path ALIASES = Hl7Path.compile("PID-5[*]");
  private static final Hl7Path FAMILY_NAME = Hl7Path.compile("PID-5.1");
  private static final Hl7Path BIRTH = Hl7Path.compile("PID-7");

  /** Its settings. */
  public record Settings(
      @Setting(value = "Name", doc = "What every patient is called.", byDefault = "ANON")
          String name,
      @Setting(value = "DropNotes", doc = "Whether NTE segments go too.", byDefault = "true")
          boolean dropNotes) {}

  private final Settings settings;
  private final Targets targets;

  public Anonymiser(Settings settings, Targets targets) {
    this.settings = settings;
    this.targets = targets;
  }

  @Override
  public Handling handle(MessageEnvelope message) {
    Hl7Message hl7 = message.parseAs(Hl7Message.class);
    Hl7Editor editor = Hl7Editor.of(hl7);
    EMPTIED.forEach(editor::delete);
    editor.delete(ALIASES);
    editor.delete(NAME);
    editor.set(FAMILY_NAME, settings.name());
    String birth = hl7.get("PID-7");
    editor.set(BIRTH, birth.substring(0, Math.min(4, birth.length())));
    editor.removeSegments("NK1", 0);
    if (settings.dropNotes()) {
      editor.removeSegments("NTE", 0);
    }
    return targets.pass(editor.toPayload());
  }
}
