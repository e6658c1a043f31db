package io.hie.protocols.hl7.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Process;
import io.hie.protocols.testing.OneProcess;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformTest {
  private static final String MESSAGE =
      """
      MSH|^~\\&|PAS|RXX|OLD|RXX|20260131||ADT^A04|1|P|2.3
      PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH^ANN||19700101|2
      PV1|1|I|WARD^1^2
      OBX|1|NM|HR||61
      OBX|2|ST|NOTE||calm
      OBX|3|NM|BP||120"""
          .strip();

  @Test
  void shouldBeFoundByItsName() {
    assertThat(ServiceLoader.load(ItemType.class))
        .extracting(ItemType::name)
        .contains("hl7.transform.process");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "{'set': 'MSH-5', 'value': 'EPR'} ! MSH|^~\\&|PAS|RXX|EPR|RXX|20260131||ADT^A04|1|P|2.3",
        "{'set': 'PID-5', 'value': '{PID-5.2} {PID-5.1}{{}}'}"
            + " ! PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||ANN SMITH{}||19700101|2",
        "{'set': 'PID-5', 'value': ['A', ['B', 'C&D']]}"
            + " ! PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||A^B&C\\T\\D||19700101|2",
        "{'copy': 'PID-3[2]', 'to': 'PID-2'}"
            + " ! PID|1|H1^^^RXX^MR|9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH^ANN||19700101|2",
        "{'copy': 'PID-3[*]', 'to': 'PID-4[*]'} ! PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR|"
            + "9990000018^^^NHS^NH~H1^^^RXX^MR|SMITH^ANN||19700101|2",
        "{'translate': 'PID-8', 'table': 'sex'}"
            + " ! PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH^ANN||19700101|F",
        "{'translate': 'PID-5.2', 'table': 'sex', 'otherwise': 'keep', 'to': 'PID-9'}"
            + " ! PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH^ANN||19700101|2|ANN",
        "{'translate': 'PID-5.2', 'table': 'sex', 'otherwise': {'value': 'U'}}"
            + " ! PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH^U||19700101|2",
        "{'delete': 'PID-3'} ! PID|1||||SMITH^ANN||19700101|2",
        "{'delete': 'PID-3[2].1'}"
            + " ! PID|1||9990000018^^^NHS^NH~^^^RXX^MR||SMITH^ANN||19700101|2",
        "{'add': 'NTE', 'after': 'PID', 'fields': {'NTE-1': '1', 'NTE-3': '{PV1-3.1}'}}"
            + " ! NTE|1||WARD",
        "{'when': \"PV1-2 = 'I'\", 'do': [{'set': 'PV1-2', 'value': 'IN'}]} ! PV1|1|IN|WARD^1^2",
        "{'when': \"PV1-2 = 'O'\", 'do': [], 'else': [{'set': 'PV1-2', 'value': 'no'}]}"
            + " ! PV1|1|no|WARD^1^2",
        "{'set': 'ZHI-1', 'value': 'x', 'missing': 'add'} ! ZHI|x",
        "{'repeat': 'PID-3', 'do': [{'when': \"PID-3.5 = 'MR'\","
            + " 'do': [{'set': 'PID-3.4', 'value': 'NEW'}]}]}"
            + " ! PID|1||9990000018^^^NHS^NH~H1^^^NEW^MR||SMITH^ANN||19700101|2"
      })
  void shouldDoWhatAStepSaysAndLeaveTheOtherSegmentsAsTheyAre(String step, String segment) {
    // when
    String made = transform(step).made(MESSAGE);

    // then
    assertThat(made.lines()).contains(segment);
    assertThat(made.lines().filter(line -> !line.equals(segment)))
        .isSubsetOf(MESSAGE.lines().toList());
  }

  @Test
  void shouldRepeatForEachSegmentAndMeanTheOneInHand() {
    String made =
        transform(
                """
                {'repeat': 'OBX', 'do': [
                  {'when': "OBX-2 = 'ST'", 'do': [{'delete': 'OBX'}],
                   'else': [{'set': 'OBX-6', 'value': 'unit of {OBX-3}'}]}]}
                """)
            .made(MESSAGE);

    assertThat(made.lines().filter(line -> line.startsWith("OBX")))
        .containsExactly("OBX|1|NM|HR||61|unit of HR", "OBX|3|NM|BP||120|unit of BP");
  }

  @ParameterizedTest
  @CsvSource({
    "2.3, ADT^A04^WRONG, ADT^A04^",
    "2.3.1, ADT^A01, ADT^A01^ADT_A01",
    "2.4, ADT^A04, ADT^A04^ADT_A01",
    "2.5, ADT^A28, ADT^A28^ADT_A05",
    "2.5, ORU^R01, ORU^R01^ORU_R01",
    "2.5.1, ACK, ACK"
  })
  void shouldMakeAMessageOneOfAnotherVersion(String version, String type, String made) {
    String header =
        transform("{'version': '" + version + "'}")
            .made(MESSAGE.replace("ADT^A04", type))
            .lines()
            .findFirst()
            .orElseThrow();

    assertThat(header).isEqualTo("MSH|^~\\&|PAS|RXX|OLD|RXX|20260131||" + made + "|1|P|" + version);
  }

  @Test
  void shouldGoFromVersionToVersionWithoutLosingAnything() {
    String there =
        transform("{'version': '2.4'}, {'version': '2.5'}, {'version': '2.3'}").made(MESSAGE);

    assertThat(there).isEqualTo(MESSAGE.replace("ADT^A04", "ADT^A04^"));
  }

  @Test
  void shouldParkWithEveryProblemAndItsPathAndShowValuesInTheHistoryOnly() {
    // given
    OneProcess process =
        transform(
            """
            {'translate': 'PID-5.1', 'table': 'sex'},
            {'set': 'PV2-3', 'value': 'x'},
            {'repeat': 'OBX', 'do': [{'translate': 'OBX-3', 'table': 'sex'}]}
            """);

    // when
    Process.RefusedException refused = process.refusal(MESSAGE);

    // then
    assertThat(refused.reason().code()).isEqualTo("not-transformed");
    assertThat(refused.reason().text())
        .isEqualTo(
            "PID-5.1: its value is not in table sex; PV2-3: there is no such segment to write"
                + " into; OBX-3: its value is not in table sex; OBX-3: its value is not in table"
                + " sex; OBX-3: its value is not in table sex");
    assertThat(refused).hasMessageNotContaining("SMITH");
    assertThat(refused.reason().detail())
        .contains("PID-5.1: its value is not in table sex [SMITH]");
  }

  @Test
  void shouldPassOnAsFarAsTheStepsWentIfAskedTo() {
    Handling handling =
        new OneProcess(
                new TransformType(),
                json("'OnProblem': 'pass', 'Mapping': {'steps': [{'set': 'PV2-3', 'value': 'x'}]}"))
            .handle(MESSAGE);

    assertThat(handling.outputs())
        .extracting(Handling.Output::target)
        .containsExactly("Out", "Bad");
    assertThat(handling.outputs()).allSatisfy(output -> assertThat(output.payload()).isNull());
    assertThat(handling.reason()).startsWith("PV2-3: ");
  }

  @Test
  void shouldReportEveryMistakeOfAMappingAtOnce() {
    assertThat(
            transform(
                    """
                    {'sett': 'MSH-5', 'value': 'EPR'},
                    {'set': 'MSH-2', 'value': 'x'},
                    {'set': 'PID5', 'value': 'x'},
                    {'set': 'PID-5', 'valu': 'x'},
                    {'copy': 'PID-3', 'to': 'PID-2.1'},
                    {'translate': 'PID-8', 'table': 'sexx'},
                    {'when': "PID-8 = ", 'do': []},
                    {'version': '3.0'},
                    {'set': 'PID-5', 'value': '{PID-5.1'},
                    {'delete': 'MSH'},
                    {'set': 'PID-5', 'copy': 'PID-6'},
                    {'add': 'NTE', 'fields': {'OBX-1': '1'}}
                    """)
                .problems())
        .hasSize(13)
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .isEqualTo(
                        "Mapping.steps[0]: expected a step: set, copy, translate, delete, add,"
                            + " repeat, when or version (did you mean \"set\"?)"))
        .anySatisfy(
            problem -> assertThat(problem).startsWith("Mapping.steps[1].set: the separators"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith(
                        "Mapping.steps[3].valu: a step \"set\" has no such key (did you mean"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .isEqualTo(
                        "Mapping.steps[5].table: there is no table \"sexx\" (did you mean \"sex\"?)"));
  }

  private static OneProcess transform(String steps) {
    return new OneProcess(
        new TransformType(),
        json("'Mapping': {'tables': {'sex': {'1': 'M', '2': 'F'}}, 'steps': [" + steps + "]}"));
  }

  /** JSON with single quotes for double ones, but within double quotes. */
  private static String json(String text) {
    String[] parts = text.split("\"", -1);
    for (int i = 0; i < parts.length; i += 2) {
      parts[i] = parts[i].replace('\'', '"');
    }
    return String.join("\"", parts);
  }
}
