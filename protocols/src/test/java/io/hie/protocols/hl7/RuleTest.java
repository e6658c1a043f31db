package io.hie.protocols.hl7;

import static io.hie.protocols.hl7.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {
  private static final Hl7Message ADT = message(Samples.ADT);
  private static final Hl7Message ORU =
      message(
          """
          MSH|^~\\&|LAB|RXX||RYY|20260301||ORU^R01|9|P|2.4
          PID|1||H1^^^RXX^MR~9990000018^^^NHS^NH||Moss^Ivy||19480512|2||||||||||||\"\"
          OBR|1|P1||FBC|||20260301
          OBX|1|NM|K||4.10|mmol/L|||||F
          OBX|2|NM|NA||high|mmol/L|||||P
          OBX|3|ST|C||it's "fine"||||||F\
          """
              .replace('\n', '\r'));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "MSH-9.1 = 'ADT'; true",
        "MSH-9.1 = 'ORU'; false",
        "MSH-9.1 = \"ADT\"; true",
        "MSH-9 = 'ADT^A01^ADT_A01'; true",
        "MSH-9.1 != 'ADT'; false",
        "MSH-9.1 != 'ORU'; true",
        "MSH-9.1='ADT'and(MSH-9.2='A01'); true",
        "MSH-9.1 in ('ORU', 'ADT'); true",
        "MSH-9.1 in ('ORU'); false",
        "MSH-9.1 not in ('ORU', 'ORM'); true",
        "MSH-9.1 not in ('ADT'); false",
        "MSH-9.2 matches 'A0[1-4]'; true",
        "MSH-9.2 matches 'A0'; false",
        "MSH-9.2 matches '.*1'; true",
        "MSH-9.2 not matches 'A.*'; false",
        "PID-3 exists; true",
        "PID-99 exists; false",
        "PID-99 not exists; true",
        "PID-3 not exists; false",
        "not PID-99 exists; true",
        "exists PID-3; true",
        "exists(PID-99.1); false",
        "ZU1-1 exists; false",
        "MSH-9.1 = 'ORU' or MSH-9.2 = 'A01'; true",
        "MSH-9.1 = 'ORU' or MSH-9.1 = 'ADT' and MSH-9.2 = 'A02'; false",
        "MSH-9.1 = 'ADT' or MSH-9.1 = 'ORU' and MSH-9.2 = 'A02'; true",
        "(MSH-9.1 = 'ADT' or MSH-9.1 = 'ORU') and MSH-9.2 = 'A02'; false",
        "not MSH-9.1 = 'ORU' and MSH-9.2 = 'A01'; true",
        "not (MSH-9.1 = 'ADT' and MSH-9.2 = 'A01'); false",
        "not not MSH-9.1 = 'ADT'; true",
        "MSH-9.1 = 'ADT' AND NOT MSH-9.1 IN ('X') Or PID-3 EXISTS; true",
        "MSH-1 = '|'; true",
        "MSH-2 = '^~\\&'; true",
        "PID-5.1 = 'Moss'; true",
        "PID-5.1 = 'MOSS'; false",
        "PID-5.1 matches '(?i)moss'; true",
        "PID-7 < 19500101; true",
        "PID-7 >= 19500101; false",
        "PID-8 = 2; true",
        "PID-8 = 2.0; true",
        "PID-8 != 2; false",
        "PID-8 = '2'; true",
        "PID-8 = '2.0'; false",
        "PID-8 > 1 and PID-8 <= 2 and PID-8 < +3 and PID-8 >= -1; true",
        "PID-5.1 > 1; false",
        "PID-99 = ''; true",
        "PID-99 != 'x'; true",
        "PID-99 = 'x'; false"
      })
  void shouldDecideAboutAnAdmission(String rule, boolean expected) {
    assertThat(Rule.compile(rule).matches(ADT)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "PID-3.5 = 'NH'; true",
        "PID-3[*].5 = 'NH'; true",
        "any PID-3.5 = 'NH'; true",
        "all PID-3.5 = 'NH'; false",
        "all PID-3.5 in ('NH', 'MR'); true",
        "PID-3[1].5 = 'NH'; false",
        "PID-3[2].5 = 'NH'; true",
        "PID-3.5 != 'NH'; false",
        "PID-3.5 != 'VN'; true",
        "any PID-3.5 != 'NH'; true",
        "all PID-3.5 != 'NH'; false",
        "PID-3.5 not in ('NH'); false",
        "any PID-3.5 not in ('NH'); true",
        "PID-3.5 not matches 'N.*'; false",
        "OBX-5 = 4.1; true",
        "OBX-5 = '4.1'; false",
        "OBX-5 > 4; true",
        "all OBX-5 > 4; false",
        "OBX[1]-5 = 4.1; true",
        "OBX[2]-5 = 4.1; false",
        "OBX[9]-5 = ''; true",
        "OBX-11 = 'F'; true",
        "all OBX-11 = 'F'; false",
        "all OBX[1]-11 = 'F'; true",
        "OBX-11 != 'F'; false",
        "all NTE-3 = 'F'; false",
        "all NTE-3 = ''; true",
        "NTE-3 exists; false",
        "all OBX-5 exists; true",
        "OBX-8 exists; false",
        "OBX-5 = 'it''s \"fine\"'; true",
        "OBX-5 = \"it's \"\"fine\"\"\"; true",
        "OBX-5 matches 'it''s .*'; true",
        "PID-20 = '\"\"'; true",
        "PID-20 exists; false",
        "PID-20 = ''; false"
      })
  void shouldDecideAboutRepetitions(String rule, boolean expected) {
    assertThat(Rule.compile(rule).matches(ORU)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "``; 1; a condition, such as MSH-9.1 = 'ADT'; the end",
        "MSH-9.1; 8; =, !=, <, <=, >, >=, in, matches or exists; the end",
        "MSH-9.1 =; 10; a text in quotes; the end",
        "MSH-9.1 = ADT; 11; a text in quotes; 'ADT'",
        "MSH-9.1 == 'ADT'; 10; a text in quotes; '='",
        "MSH-9.1 = 'ADT; 15; the closing ' of the text that begins in column 11; the end",
        "MSH-9.1 = ‘ADT’; 11; a text in quotes; '‘'",
        "MSH-9.1 = 'ADT' &&; 17; and, or, or the end; '&'",
        "MSH-9.1 = 'ADT' MSH-9.2 = 'A01'; 17; and, or, or the end; 'MSH'",
        "MSH-9.1 = 'ADT' and; 20; a condition; the end",
        "(MSH-9.1 = 'ADT'; 17; and, or, or ')'; the end",
        "MSH-9.1 = 'ADT'); 16; and, or, or the end; ')'",
        "MSH-9.1 in 'ADT'; 12; '(' and texts in quotes; '''",
        "MSH-9.1 in (); 13; a text in quotes; ')'",
        "MSH-9.1 in ('A' 'B'); 17; ',' or ')'; '''",
        "MSH-9.1 in ('A', 5); 18; a text in quotes; '5'",
        "MSH-9.1 matches A01; 17; a regular expression in quotes; 'A01'",
        "MSH-9.2 matches 'A0[1-4'; 23; a regular expression that is complete (Unclosed; '4'",
        "PID-5 matches 'it''s[a'; 22; a regular expression that is complete (Unclosed; 'a'",
        "MSH-9.1 not = 'ADT'; 13; in, matches or exists; '='",
        "MSH-9.1 is 'ADT'; 9; =, !=, <, <=, >, >=, in, matches or exists; 'is'",
        "OBX-5 > '4'; 9; a number without quotes; '''",
        "OBX-5 > high; 9; a number without quotes; 'high'",
        "OBX-5 > 4.1.2; 9; a number such as 37.5; '4'",
        "MSH.9.1 = 'ADT'; 4; '-' and a field number; '.'",
        "msh-9.1 = 'ADT'; 1; a segment name of three capitals; 'msh'",
        "MSH-x = 'ADT'; 5; a field number from 1; 'x'",
        "PID-3[x] = 'ADT'; 7; a number from 1, or *; 'x'",
        "not; 4; a condition; the end",
        "any 'x' = PID-3; 5; a path, such as PID-3.1; '''",
        "exists(PID-3; 13; ')'; the end",
        "type = 'ADT'; 1; a condition; 'type'"
      })
  void shouldPointAtTheFaultOfABadRule(String rule, int column, String expected, String found) {
    assertThatThrownBy(() -> Rule.compile(rule))
        .isInstanceOfSatisfying(
            RuleSyntaxException.class,
            fault -> {
              assertThat(fault.column()).isEqualTo(column);
              assertThat(fault.expected()).startsWith(expected);
              assertThat(fault)
                  .hasMessage(
                      "column " + column + ": expected " + fault.expected() + ", found " + found);
            });
  }

  @Test
  void shouldDrawACaretBelowTheFault() {
    assertThatThrownBy(() -> Rule.compile("MSH-9.1 =\tADT"))
        .isInstanceOfSatisfying(
            RuleSyntaxException.class,
            fault -> assertThat(fault.rendering()).isEqualTo("MSH-9.1 = ADT\n          ^"));
  }

  @Test
  void shouldRefuseRulesWithoutMeasure() {
    String deep = "(".repeat(51) + "PID-3 exists" + ")".repeat(51);
    String allowed = "(".repeat(49) + "PID-3 exists" + ")".repeat(49);

    assertThatThrownBy(() -> Rule.compile(deep)).hasMessageContaining("at most 50");
    assertThat(Rule.compile(allowed).matches(ADT)).isTrue();
    assertThatThrownBy(() -> Rule.compile("PID-3 exists" + " ".repeat(4000)))
        .isInstanceOf(RuleSyntaxException.class)
        .hasMessageContaining("4000");
  }

  @Test
  void shouldStopARegularExpressionThatGoesAstrayAndSayWhichWithoutTheValue() {
    Rule rule = Rule.compile("MSH-9.1 = 'ADT' and PID-5 matches '(a+)+b'");
    Hl7Message hostile = message("MSH|^~\\&|A||||||ADT\rPID|1||||" + "a".repeat(5000));

    assertThatThrownBy(() -> rule.matches(hostile))
        .isInstanceOf(RuleEvaluationException.class)
        .hasMessageContaining("column 35")
        .hasMessageContaining("5000 characters")
        .hasMessageNotContaining("aaa");
  }

  @Test
  void shouldStopARegularExpressionThatRunsOutOfStack() {
    Rule rule = Rule.compile("PID-5 matches '(x|y)*'");
    Hl7Message hostile = message("MSH|^~\\&|A||||||ADT\rPID|1||||" + "xy".repeat(500_000));

    assertThatThrownBy(() -> rule.matches(hostile)).isInstanceOf(RuleEvaluationException.class);
  }

  @Test
  void shouldReadALongValueWithASimpleRegularExpression() {
    Rule rule = Rule.compile("OBX-5 matches '[A-Za-z0-9+/=]*'");
    Hl7Message report =
        message("MSH|^~\\&|A||||||MDM\rOBX|1|ED|||" + "QUJD".repeat(500_000) + "==");

    assertThat(rule.matches(report)).isTrue();
  }

  @Test
  void shouldDecideTheSameFromManyThreads() {
    Rule rule = Rule.compile("OBX-5 matches '4.*' and all PID-3.5 in ('NH', 'MR')");

    List<Boolean> decided =
        IntStream.range(0, 2000).parallel().mapToObj(i -> rule.matches(ORU)).distinct().toList();

    assertThat(decided).containsExactly(true);
  }
}
