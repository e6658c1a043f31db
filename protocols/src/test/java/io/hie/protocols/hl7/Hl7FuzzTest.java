package io.hie.protocols.hl7;

import static io.hie.protocols.hl7.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hostile bytes: whatever comes, the outcome is a value or a named refusal, and comes soon. */
class Hl7FuzzTest {
  private static final long SEED = Long.getLong("hie.seed", 20260301L);
  private static final int ROUNDS = 8_000;
  private static final Duration SOON = Duration.ofMinutes(2); // a hang, not a pace
  private static final List<String> PATHS =
      List.of(
          "MSH-1", "MSH-2", "MSH-9.3", "MSH-18", "PID-3[*].4.2", "PID-5", "OBX[*]-5[2]", "ZZZ-1");
  private static final List<String> RULE_PARTS =
      List.of(
          "MSH-9.1",
          "PID-3[*].5",
          "OBX[2]-5",
          "PID-",
          " = ",
          "'ADT' ",
          "\"x",
          " in ('a', 'b') ",
          "(",
          ")",
          " and ",
          " or ",
          "not ",
          " exists ",
          " 5",
          "<=",
          "any ",
          "all ",
          "-",
          "'",
          ",");
  private static final byte[] LIKELY =
      "MSHPIDOBXORCBHSFTS|^~\\&\"#\r\n\r\n \t\uFEFF0123\\F\\X4\\.sp9\\"
          .getBytes(StandardCharsets.UTF_8);

  @Test
  void shouldGiveAValueOrANamedRefusalForAnyBytes() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    byte[] adt = Samples.ADT.getBytes(StandardCharsets.UTF_8);
    assertTimeoutPreemptively(
        SOON,
        () -> {
          for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes =
                switch (round % 4) {
                  case 0 -> noise(random);
                  case 1 -> likely(random, "");
                  case 2 -> likely(random, "MSH|^~\\&|A|");
                  default -> damaged(adt, random);
                };
            exercise(Payload.wrap(bytes));
          }
        });
  }

  @Test
  void shouldStayLinearOnInputsMadeToBeSlow() {
    int size = 1_000_000;
    for (String unit :
        List.of(
            "\r",
            "\n\n \t",
            "\\",
            "\\X",
            "\\.sp99\\",
            "~",
            "^",
            "|",
            "PI\r",
            "PID|\r",
            "MSH|^\r",
            "BTS|1\r",
            "\uFEFF",
            "BHS|^~\\&\r",
            "é",
            "\\F\\")) {
      for (String head : List.of("", "MSH|^~\\&|A|B|C|D|||ADT^A01|7\rPID|1||", "MSH|^~\\&|")) {
        byte[] bytes = (head + unit.repeat(size / unit.length())).getBytes(StandardCharsets.UTF_8);
        assertTimeoutPreemptively(
            SOON, () -> exercise(Payload.wrap(bytes)), () -> head + " and many of " + unit);
      }
    }
  }

  @Test
  void shouldCompileAnyRuleOrPointAtItsFault() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    Hl7Message message = Samples.message(Samples.ADT);
    assertTimeoutPreemptively(
        SOON,
        () -> {
          int compiled = 0;
          for (int round = 0; round < ROUNDS; round++) {
            String rule = ruleText(random);
            try {
              Rule.compile(rule).matches(message);
              compiled++;
            } catch (RuleSyntaxException fault) {
              assertThat(fault.column()).as(rule).isBetween(1, rule.length() + 1);
              assertThat(fault.rendering()).endsWith("^");
              assertThat(fault.excerpt()).contains("<here>");
            } catch (RuleEvaluationException slow) {
              compiled++;
            }
          }
          assertThat(compiled).isPositive();
        });
  }

  private static String ruleText(Random random) {
    StringBuilder rule = new StringBuilder();
    for (int parts = random.nextInt(8); parts >= 0; parts--) {
      if (random.nextInt(5) == 0) {
        rule.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
      } else if (random.nextInt(4) == 0) {
        rule.append(" matches '");
        for (int i = random.nextInt(8); i > 0; i--) {
          rule.append("ab01.*+?()[]{}|\\^$'-&".charAt(random.nextInt(21)));
        }
        rule.append("' ");
      } else {
        rule.append(RULE_PARTS.get(random.nextInt(RULE_PARTS.size())));
      }
    }
    return rule.toString();
  }

  private static void exercise(Payload raw) {
    try {
      Hl7Batch.split(raw).forEach(message -> assertThat(message.size()).isPositive());
    } catch (NotHl7Exception refused) {
      assertThat(refused.code()).isNotEmpty();
    }
    Payload rejection = Hl7Ack.rejectUnreadable(raw, "no", NOON);
    assertThat(Hl7Ack.read(rejection, null).code().isReject()).isTrue();
    try {
      Hl7Message message = Hl7Message.read(raw);
      for (String path : PATHS) {
        Hl7Path.compile(path).each(message, value -> true);
        message.get(path);
      }
      Hl7Keys.of(message);
      Hl7Ack.error(message, "no", NOON)
          .ifPresent(ack -> assertThat(Hl7Ack.read(ack, null).isFor(message)).isTrue());
      Hl7Submission.of(message, "In", NOON);
    } catch (NotHl7Exception refused) {
      assertThat(refused.code()).isNotEmpty();
    }
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] likely(Random random, String head) {
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[start.length + random.nextInt(300)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = i < start.length ? start[i] : LIKELY[random.nextInt(LIKELY.length)];
    }
    return bytes;
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int hits = random.nextInt(6); hits >= 0; hits--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
  }
}
