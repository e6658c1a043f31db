package io.hie.chaostests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** A soak of fakes: one node that keeps its promises, and each way to break one. */
class SoakJudgeTest {
  private static final int RATE = 1_000;
  private static final long PLAY = 600;
  private static final long ALL = 60_000;
  private static final long MEGABYTE = 1 << 20;

  /** How a fake node behaves for a minute, a look a second. */
  private static final class FakeSoak {
    private LongUnaryOperator memory = second -> 400 * MEGABYTE;
    private LongUnaryOperator figure = open -> open;
    private double perSecond = RATE;
    private long refused;
    private long openAtEnd;
    private long done = ALL;

    List<String> broken() {
      SoakJudge judge = new SoakJudge(RATE, PLAY);
      for (int second = 0; second < 60; second++) {
        long open = 5_000 + second * 10L;
        judge.memory(memory.applyAsLong(second));
        judge.look(open, figure.applyAsLong(open), open + 100);
      }
      judge.senders(perSecond, 0, refused, 0);
      judge.end(openAtEnd, "EPR_Out", done, ALL);
      return judge.broken();
    }
  }

  private final FakeSoak soak = new FakeSoak();

  @Test
  void shouldHoldForANodeThatKeepsItsPromises() {
    soak.memory = second -> (400 + second % 7 * 5) * MEGABYTE;
    soak.figure = open -> open + 300;

    assertThat(soak.broken()).isEmpty();
  }

  @Test
  void shouldSeeMemoryThatGrows() {
    soak.memory = second -> (300 + second * 3) * MEGABYTE;

    assertThat(soak.broken())
        .singleElement()
        .asString()
        .startsWith("memory grew by a factor of 1.");
  }

  @Test
  void shouldNotTakeTheFirstQuarterForGrowth() {
    soak.memory = second -> Math.min(500, 100 + second * 40) * MEGABYTE;

    assertThat(soak.broken()).isEmpty();
  }

  @Test
  void shouldSeeAMessageThatWasLost() {
    soak.done = ALL - 1;

    assertThat(soak.broken()).containsExactly("EPR_Out has done 59999, acknowledged were 60000");
  }

  @Test
  void shouldSeeWhatIsLeftOpen() {
    soak.openAtEnd = 3;

    assertThat(soak.broken()).containsExactly("3 messages are open in the end");
  }

  @Test
  void shouldForgiveAFigureThatIsTrueAgainAtTheNextLook() {
    soak.figure = open -> open % 100 == 0 ? 0 : open;

    assertThat(soak.broken()).isEmpty();
  }

  @Test
  void shouldSeeFiguresOfQueuesThatLie() {
    soak.figure = open -> open > 5_500 ? 0 : open;

    assertThat(soak.broken())
        .hasSizeBetween(2, 20)
        .allMatch(line -> line.startsWith("0 open, says the node; by the ledger it were 5"));
  }

  @Test
  void shouldSeeAFigureThatNeverMoves() {
    soak.figure = open -> 0;

    assertThat(soak.broken())
        .hasSize(21) // one for each but the first, up to twenty
        .last()
        .isEqualTo("the node's figure was never that of the ledger");
  }

  @Test
  void shouldSeeSendersThatAreNotSlowedOrSlowedByRefusals() {
    soak.perSecond = 3 * RATE;
    soak.refused = 2;

    assertThat(soak.broken())
        .containsExactly(
            "senders were not slowed to the destination's rate",
            "0 connections lost, 2 messages refused, 0 not answered in time: slowed by more than"
                + " backpressure");
  }
}
