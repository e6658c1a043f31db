package io.hie.protocols.hl7.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Handling.Output;
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
import io.hie.protocols.hl7.NotHl7Exception;
import io.hie.protocols.hl7.RuleEvaluationException;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.NoSystem;
import io.hie.protocols.testing.RecordingIntake;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
  private static final String AS_IN_THE_CONTRACT =
      """
      [ { "when": "MSH-9.1 = 'ADT'", "to": ["EPR_Out", "Archive"] },
        { "when": "MSH-9.1 in ('ORU', 'ORM', 'SIU')", "to": ["EPR_Out"] },
        { "otherwise": true, "to": ["Archive"] } ]
      """;

  @Test
  void shouldBeFoundByItsName() {
    assertThat(ServiceLoader.load(ItemType.class))
        .extracting(ItemType::name)
        .contains("hl7.router.process");
  }

  @ParameterizedTest
  @CsvSource({
    "ADT, EPR_Out+Archive",
    "ORU, EPR_Out",
    "SIU, EPR_Out",
    "MDM, Archive",
    "'', Archive"
  })
  void shouldSendAMessageWhereTheFirstRuleThatIsTrueSays(String type, String targets) {
    Handling handling = router(AS_IN_THE_CONTRACT).handle(message(type));

    assertThat(handling.outputs()).extracting(Output::target).containsExactly(targets.split("\\+"));
    assertThat(handling.outputs()).extracting(Output::payload).containsOnlyNulls();
  }

  @Test
  void shouldSayWhichRuleDecided() {
    Process router = router(AS_IN_THE_CONTRACT);

    assertThat(router.handle(message("ORU")).reason()).isEqualTo("rule 2");
    assertThat(router.handle(message("MDM")).reason()).isEqualTo("rule 3");
  }

  @Test
  void shouldLetTheFirstOfTwoTrueRulesDecide() {
    Process router =
        router(
            """
            [ { "when": "MSH-9.2 = 'A01'", "to": ["Archive"] },
              { "when": "MSH-9.1 = 'ADT'", "to": ["EPR_Out"] } ]
            """);

    assertThat(router.handle(message("ADT"))).isEqualTo(filed("rule 1", "Archive"));
  }

  @Test
  void shouldFilterWhatARuleSendsNowhereOrNoneIsTrueOf() {
    Process router =
        router(
            """
            [ { "when": "MSH-9.1 = 'ADT'", "to": [] },
              { "when": "MSH-9.1 = 'ORU'", "to": ["EPR_Out", "Archive"] } ]
            """);

    assertThat(router.handle(message("ADT"))).isEqualTo(Handling.filtered("rule 1"));
    assertThat(router.handle(message("MDM"))).isEqualTo(Handling.filtered("no rule matched"));
  }

  @Test
  void shouldSendEverythingToAllTargetsWithoutRulesAndWithoutReading() {
    Process router = router(null);

    assertThat(router.handle(message("ADT"))).isEqualTo(Handling.to("EPR_Out", "Archive"));
    assertThat(router.handle(custom("not HL7"))).isEqualTo(Handling.to("EPR_Out", "Archive"));
  }

  @Test
  void shouldFailOnWhatItCannotDecideAboutWithoutQuotingIt() {
    Process router =
        router("[ { \"when\": \"PID-5 matches '(a+)+b'\", \"to\": [\"EPR_Out\", \"Archive\"] } ]");
    String endless = Messages.adt("1").replace(Messages.FAMILY_NAME, "a".repeat(3000));

    assertThatThrownBy(() -> router.handle(custom("Ivy Moss")))
        .isInstanceOf(NotHl7Exception.class)
        .hasMessageNotContaining("Moss");
    assertThatThrownBy(() -> router.handle(Messages.hl7(endless)))
        .isInstanceOf(RuleEvaluationException.class)
        .hasMessageNotContaining("aaa");
  }

  @Test
  void shouldDecideByTheValueInTheCharacterSetOfTheMessage() {
    Process router =
        router("[ { \"when\": \"PID-5.1 = 'Zoë'\", \"to\": [\"EPR_Out\", \"Archive\"] } ]");
    String latin = Messages.adt("1").replace(Messages.FAMILY_NAME, "Zoë");
    MessageEnvelope message =
        MessageEnvelope.hl7(
            Payload.of(latin, StandardCharsets.ISO_8859_1),
            "ADT_A01",
            "2.4",
            "ISO-8859-1",
            "PAS_In",
            Messages.RECEIVED);

    assertThat(router.handle(message).outputs()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{}; ; expected a list of rules",
        "[7]; [0]; expected a rule",
        "[{'to': ['Archive']}]; [0]; the rule has no \"when\"",
        "[{'when': 7, 'to': ['Archive']}]; [0].when; expected a rule in quotes",
        "[{'when': `PID-3 =`, 'to': ['Archive']}]; [0].when; column 8: expected a text in quotes",
        "[{'when': `PID-3 exists`}]; [0].to; expected a list of items",
        "[{'when': `PID-3 exists`, 'to': 'Archive'}]; [0].to; expected a list of items",
        "[{'when': `PID-3 exists`, 'to': [7]}]; [0].to[0]; expected the name of an item",
        "[{'when': `PID-3 exists`, 'to': ['Archive', 'Achive']}]; [0].to[1]; \"Achive\" is not among",
        "[{'when': `PID-3 exists`, 'to': ['Archive', 'Archive']}]; [0].to[1]; \"Archive\" is named twice",
        "[{'wen': `PID-3 exists`, 'to': ['Archive']}]; [0].wen; a rule has no such key",
        "[{'otherwise': false, 'to': ['Archive']}]; [0].otherwise; expected true",
        "[{'otherwise': true, 'when': `PID-3 exists`, 'to': []}]; [0]; a rule has either",
        "[{'otherwise': true, 'to': []}, {'when': `PID-3 exists`, 'to': []}]; [0]; no rule after"
      })
  void shouldSayWhatIsWrongAndWhere(String rules, String place, String message) {
    List<Problem> problems = problems(rules.replace('\'', '"').replace('`', '"'));

    assertThat(problems)
        .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
        .anySatisfy(
            problem -> {
              assertThat(problem.path())
                  .isEqualTo("$.items[0].host_settings.Rules" + (place == null ? "" : place));
              assertThat(problem.message()).startsWith(message);
              assertThat(problem.hint()).isNotEmpty();
            });
  }

  @Test
  void shouldReportEveryBadRuleAtOnceWithTheNearestNames() {
    List<Problem> problems =
        problems(
            """
            [ { "when": "MSH-9.1 = ADT", "to": ["Archive"] },
              { "when": "MSH-9.1 in ('ORU'", "to": ["EPR_Ot"] },
              { "whenn": "x", "to": [] } ]
            """);

    assertThat(problems)
        .extracting(Problem::toString)
        .contains(
            "$.items[0].host_settings.Rules[0].when: column 11: expected a text in quotes, such as"
                + " 'ADT', or a number, found 'ADT' (MSH-9.1 = <here>ADT)",
            "$.items[0].host_settings.Rules[1].when: column 18: expected ',' or ')', found the end"
                + " (MSH-9.1 in ('ORU'<here>)",
            "$.items[0].host_settings.Rules[1].to[0]: \"EPR_Ot\" is not among TargetConfigNames"
                + " (did you mean \"EPR_Out\"?)",
            "$.items[0].host_settings.Rules[2].whenn: a rule has no such key (did you mean"
                + " \"when\"?)");
  }

  @Test
  void shouldWarnOfTargetsThatNothingIsSentToAndOfRulesThatSendNothing() {
    assertThat(problems("[ { \"otherwise\": true, \"to\": [\"Archive\"] } ]"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
              assertThat(problem.path()).isEqualTo("$.items[0].host_settings.TargetConfigNames[0]");
              assertThat(problem.message()).contains("EPR_Out");
            });
    assertThat(problems("[]"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
              assertThat(problem.message()).contains("every message ends here");
            });
  }

  private static MessageEnvelope message(String type) {
    return Messages.hl7(Messages.adt("1").replace("ADT^A01", type + "^A01"));
  }

  private static MessageEnvelope custom(String text) {
    return MessageEnvelope.custom(
        Messages.payload(text),
        "text/plain",
        "",
        "",
        StandardCharsets.UTF_8,
        "In",
        Messages.RECEIVED);
  }

  private static Handling filed(String reason, String... targets) {
    return new Handling(Handling.to(targets).outputs(), reason);
  }

  private static Process router(@Nullable String rules) {
    Verdict verdict = read(rules);
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    ItemDefinition definition =
        ((Verdict.Accepted) verdict).production().item("Router").orElseThrow();
    Item item =
        new RouterType()
            .create(
                definition,
                new Contexts().context("Router", new RecordingIntake(), NoSystem.INSTANCE));
    return (Process) item;
  }

  private static List<Problem> problems(String rules) {
    return read(rules).problems().stream()
        .filter(problem -> problem.path().startsWith("$.items[0].host_settings"))
        .toList();
  }

  private static Verdict read(@Nullable String rules) {
    String document =
        """
        { "name": "P", "workspace": "w", "items": [
            { "name": "Router", "item_type": "PROCESS", "type": "hl7.router.process",
              "host_settings": { "TargetConfigNames": ["EPR_Out", "Archive"]%s } },
            { "name": "EPR_Out", "item_type": "OPERATION", "type": "test.sink" },
            { "name": "Archive", "item_type": "OPERATION", "type": "test.sink" } ] }
        """
            .formatted(rules == null ? "" : ", \"Rules\": " + rules);
    return new ProductionReader(ItemTypes.of(List.of(new RouterType(), new SinkType())), Map.of())
        .read(document.getBytes(StandardCharsets.UTF_8));
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
      throw new UnsupportedOperationException();
    }
  }
}
