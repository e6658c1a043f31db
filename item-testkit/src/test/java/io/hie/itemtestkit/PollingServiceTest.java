package io.hie.itemtestkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.Intake.Submission;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.PollingService;
import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PollingServiceTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  @AfterEach
  void emptyTheShelf() {
    Shelf.ON_IT.clear();
    Shelf.broken = false;
  }

  @Test
  void shouldHandOverWhatAPollFindsAndTellWhenItIsStored() {
    Shelf.ON_IT.addAll(List.of("one", "two"));
    try (ItemTestKit shelf = ItemTestKit.of(Shelf.class).start()) {
      shelf.intake().expectNothing();
      shelf.advance(INTERVAL);
      assertThat(shelf.intake().expectSubmission().envelope().text()).isEqualTo("one");
      assertThat(shelf.intake().expectSubmission().envelope().text()).isEqualTo("two");
      Await.until(Shelf.ON_IT::isEmpty, () -> "stored ones stay on the shelf");
    }
  }

  @Test
  void shouldFindAgainWhatCouldNotBeStored() {
    Shelf.ON_IT.add("one");
    try (ItemTestKit shelf = ItemTestKit.of(Shelf.class).start()) {
      shelf.intake().refuse("the disk is full");
      shelf.advance(INTERVAL);
      shelf.intake().expectSubmission();
      assertThat(Shelf.ON_IT).containsExactly("one");
      shelf.intake().accept();
      shelf.advanceUntil(INTERVAL, Shelf.ON_IT::isEmpty);
    }
  }

  @Test
  void shouldTellOfAPollThatFailsAndGoOn() {
    Shelf.broken = true;
    try (ItemTestKit shelf = ItemTestKit.of(Shelf.class).start()) {
      shelf.advance(INTERVAL);
      shelf.expectPhase(Phase.CONNECTING);
      assertThat(shelf.status().detail()).isEqualTo("the poll failed with IOException");
      Shelf.broken = false;
      Shelf.ON_IT.add("one");
      shelf.advanceUntil(INTERVAL, Shelf.ON_IT::isEmpty);
      shelf.expectPhase(Phase.RUNNING);
    }
  }

  @Test
  void shouldNotAskWhileTheEngineIsFull() {
    Shelf.ON_IT.add("one");
    try (ItemTestKit shelf = ItemTestKit.of(Shelf.class).start()) {
      shelf.intake().close();
      shelf.advance(INTERVAL.multipliedBy(3));
      shelf.intake().expectNothing();
      shelf.intake().open();
      shelf.advanceUntil(INTERVAL, Shelf.ON_IT::isEmpty);
    }
  }

  /** Takes texts off a shelf. */
  public static final class Shelf extends PollingService {
    static final List<String> ON_IT = new CopyOnWriteArrayList<>();
    static volatile boolean broken;
    private final ItemContext context;

    public Shelf(ItemContext context) {
      super(context, INTERVAL);
      this.context = context;
    }

    @Override
    protected List<Submission> poll() throws IOException {
      if (broken) {
        throw new IOException("with patient data in it");
      }
      return ON_IT.stream()
          .map(
              text ->
                  new Submission(
                      TestMessages.of(text, context.clock().instant()),
                      MessageKeys.NONE,
                      "shelf",
                      text))
          .toList();
    }

    @Override
    protected void stored(Submission submission) {
      ON_IT.remove(submission.controlId());
    }
  }
}
