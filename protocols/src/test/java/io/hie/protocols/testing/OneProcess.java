package io.hie.protocols.testing;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Problem;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A process of a type, with its {@code host_settings}, that sends to {@code Out} and {@code Bad}.
 */
public final class OneProcess {
  private final ItemType type;
  private final Verdict verdict;

  /**
   * @param settings JSON keys and values beside {@code TargetConfigNames}
   */
  public OneProcess(ItemType type, String settings) {
    this.type = type;
    String document =
        """
        { "name": "P", "workspace": "w", "items": [
            { "name": "Step", "item_type": "PROCESS", "type": "%s",
              "host_settings": { "TargetConfigNames": ["Out", "Bad"]%s } },
            { "name": "Out", "item_type": "OPERATION", "type": "test.sink" },
            { "name": "Bad", "item_type": "OPERATION", "type": "test.sink" } ] }
        """
            .formatted(type.name(), settings.isEmpty() ? "" : ", " + settings);
    this.verdict =
        new ProductionReader(ItemTypes.of(List.of(type, new SinkType())), Map.of())
            .read(document.getBytes(StandardCharsets.UTF_8));
  }

  /** What is wrong with its settings: {@code place: text (hint)}, the place within them. */
  public List<String> problems() {
    return verdict.problems().stream()
        .map(Problem::toString)
        .filter(problem -> problem.startsWith("$.items[0].host_settings."))
        .map(problem -> problem.substring("$.items[0].host_settings.".length()))
        .toList();
  }

  /** What it decides about HL7 in UTF-8, segments on lines. */
  public Handling handle(String lines) {
    return handle(Messages.payload(lines.replace('\n', '\r')));
  }

  /** What it decides about these bytes. */
  public Handling handle(Payload bytes) {
    return process()
        .handle(MessageEnvelope.hl7(bytes, "ADT_A01", "2.4", "UTF-8", "In", Messages.RECEIVED));
  }

  /** The text that it sends on; fails if it does not. */
  public String made(String lines) {
    Payload payload = handle(lines).outputs().getFirst().payload();
    return payload == null
        ? lines
        : payload.decode(StandardCharsets.UTF_8).replace('\r', '\n').stripTrailing();
  }

  /** With what reason it refuses a message; fails if it does not. */
  public Process.RefusedException refusal(String lines) {
    try {
      handle(lines);
    } catch (Process.RefusedException refused) {
      return refused;
    }
    throw new AssertionError("the message was not refused");
  }

  private Process process() {
    if (!(verdict instanceof Verdict.Accepted accepted)) {
      throw new AssertionError("the settings are wrong: " + problems());
    }
    ItemDefinition definition = accepted.production().item("Step").orElseThrow();
    Item item =
        type.create(
            definition, new Contexts().context("Step", new RecordingIntake(), NoSystem.INSTANCE));
    return (Process) item;
  }

  /** Something to send to. */
  private static final class SinkType implements ItemType {
    @Override
    public String name() {
      return "test.sink";
    }

    @Override
    public ItemKind kind() {
      return ItemKind.OPERATION;
    }

    @Override
    public Class<? extends Record> adapterSettings() {
      return NoSettings.class;
    }

    @Override
    public Item create(ItemDefinition definition, ItemContext context) {
      throw new AssertionError("nothing is sent in this test");
    }
  }
}
