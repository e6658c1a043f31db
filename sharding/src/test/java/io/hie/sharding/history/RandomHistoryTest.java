package io.hie.sharding.history;

import static io.hie.sharding.history.Events.AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.LegId;
import io.hie.sharding.history.HistoryCommand.OpenLeg;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random programs: a history that is driven as the entity drives it, with decisions foreseen and
 * written late, equals one that is made of the log alone, and one that goes on from a snapshot.
 */
class RandomHistoryTest {
  private static final List<String> PROCESSES = List.of("Map", "Split");
  private static final List<String> OPERATIONS = List.of("Out", "Archive", "File");

  @RepeatedTest(40)
  void shouldComeToTheSameFromTheLogAlone(RepetitionInfo repetition) {
    // given
    long seed = 7_000L + repetition.getCurrentRepetition();
    System.out.println("seed " + seed);
    Program program = new Program(new Random(seed));
    History rebuilt = new History();
    int written = 0;

    for (int step = 0; step < 300; step++) {
      // when
      program.step();

      // then
      if (program.driven.unwritten().isEmpty()) {
        while (written < program.log.size()) {
          rebuilt.apply(program.log.get(written++));
        }
        assertThat(program.driven.overview()).isEqualTo(rebuilt.overview());
        assertThat(program.driven.snapshot()).isEqualTo(rebuilt.snapshot());
        assertThat(nextOfAll(program.driven)).isEqualTo(nextOfAll(rebuilt));
      }
    }
    assertThat(program.log).hasSizeGreaterThan(100);
  }

  @RepeatedTest(20)
  void shouldComeToTheSameFromASnapshotAtAnyPoint(RepetitionInfo repetition) {
    // given
    long seed = 9_000L + repetition.getCurrentRepetition();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Program program = new Program(random);
    for (int step = 0; step < 300; step++) {
      program.step();
    }
    program.write(List.of());
    int at = random.nextInt(program.log.size());

    // when
    History before = new History();
    program.log.subList(0, at).forEach(before::apply);
    HistorySnapshot snapshot = before.snapshot();
    History after = History.of(snapshot);
    assertThat(after.snapshot()).isEqualTo(snapshot);
    program.log.subList(at, program.log.size()).forEach(after::apply);

    // then
    assertThat(after.snapshot()).isEqualTo(program.driven.snapshot());
    assertThat(after.overview()).isEqualTo(program.driven.overview());
  }

  private static List<String> nextOfAll(History history) {
    List<String> next = new ArrayList<>();
    for (String item : PROCESSES) {
      next.add(String.valueOf(idOf(history.lanes().next(item, Set.of(), Set.of()))));
    }
    for (String item : OPERATIONS) {
      next.add(String.valueOf(idOf(history.lanes().next(item, Set.copyOf(PROCESSES), Set.of()))));
    }
    return next;
  }

  private static Object idOf(Leg leg) {
    return leg == null ? "none" : leg.id;
  }

  /** Does what the entity may do, at random. */
  private static final class Program {
    final History driven = new History();
    final List<HistoryEvent> log = new ArrayList<>();
    private final Random random;

    Program(Random random) {
      this.random = random;
    }

    void step() {
      List<OpenLeg> open = driven.overview().open();
      if (open.isEmpty() || random.nextInt(4) == 0) {
        write(List.of(accepted()));
        return;
      }
      OpenLeg leg = open.get(random.nextInt(open.size()));
      if (!PROCESSES.contains(leg.item())) {
        write(List.of(outcome(leg)));
      } else if (random.nextBoolean()) {
        driven.foresee(decision(leg));
      } else {
        write(List.of(decision(leg)));
      }
    }

    /** As the entity writes: what was foreseen first. */
    void write(List<HistoryEvent> more) {
      List<HistoryEvent> events = new ArrayList<>(driven.unwritten());
      events.addAll(more);
      events.forEach(driven::apply);
      log.addAll(events);
    }

    private HistoryEvent accepted() {
      long number = driven.messages() + 1;
      String[] targets = new String[1 + random.nextInt(3)];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = anyItem();
      }
      return Events.accepted(
          number, "print-" + random.nextInt(50), AT.plusSeconds(number), targets);
    }

    private HistoryEvent.Handled decision(OpenLeg leg) {
      boolean deep = leg.leg().path().length() > 5;
      HistoryEvent.Output[] outputs = new HistoryEvent.Output[random.nextInt(4)];
      for (int i = 0; i < outputs.length; i++) {
        String target = deep ? OPERATIONS.get(random.nextInt(OPERATIONS.size())) : anyItem();
        outputs[i] = Events.to(target, random.nextBoolean() ? "made " + random.nextInt() : null);
      }
      return Events.handled(leg.leg().toString(), leg.item(), outputs);
    }

    private HistoryEvent outcome(OpenLeg leg) {
      LegId id = leg.leg();
      return switch (random.nextInt(8)) {
        case 0 -> new HistoryEvent.DeliveryStarted(id, leg.item(), AT, leg.attempts() + 1);
        case 1, 2 ->
            new HistoryEvent.AttemptFailed(
                id,
                leg.item(),
                AT,
                leg.attempts() + 1,
                Events.WHY,
                random.nextBoolean(),
                AT.plusSeconds(random.nextInt(100)));
        case 3 -> Events.parked(id.toString(), leg.item());
        case 4 -> new HistoryEvent.Expired(id, leg.item(), AT);
        default -> Events.delivered(id.toString(), leg.item());
      };
    }

    private String anyItem() {
      int item = random.nextInt(PROCESSES.size() + OPERATIONS.size());
      return item < PROCESSES.size()
          ? PROCESSES.get(item)
          : OPERATIONS.get(item - PROCESSES.size());
    }
  }
}
