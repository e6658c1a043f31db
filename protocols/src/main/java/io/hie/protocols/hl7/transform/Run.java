package io.hie.protocols.hl7.transform;

import io.hie.protocols.hl7.Hl7Editor;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.Hl7Path;
import io.hie.protocols.hl7.PathProblem;
import io.hie.protocols.hl7.transform.Step.IfMissing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message on its way through the steps. A step that cannot be done does not stop the rest. */
final class Run {
  static final int MOST_PROBLEMS = 100;

  private final Hl7Editor message;
  private final List<PathProblem> problems = new ArrayList<>();

  /** What repeats have in hand, the innermost first. */
  private final Deque<InHand> scopes = new ArrayDeque<>();

  /**
   * @param repetition 0 if a segment is in hand
   */
  private record InHand(String segment, int occurrence, @Nullable Hl7Path field, int repetition) {}

  Run(Hl7Message message) {
    this.message = Hl7Editor.of(message);
  }

  Transformation.Result of(List<Step> steps) {
    steps.forEach(this::take);
    return new Transformation.Result(message.toPayload(), List.copyOf(problems));
  }

  private void take(Step step) {
    switch (step) {
      case Step.Set set ->
          put(set.to(), () -> set.value().encode(message, this::scoped), set.ifMissing());
      case Step.Copy copy ->
          put(copy.to(), () -> message.encoded(scoped(copy.from())), copy.ifMissing());
      case Step.Translate translate -> translate(translate);
      case Step.Delete delete -> message.delete(scoped(delete.path()));
      case Step.Remove remove -> remove(remove);
      case Step.Add add -> add(add);
      case Step.Repeat repeat -> repeat(repeat);
      case Step.When when ->
          (when.rule().matches(inHand()) ? when.then() : when.otherwise()).forEach(this::take);
      case Step.ToVersion to -> Versions.change(message, to.version(), this::problem);
    }
  }

  /** What a value is when it is needed. */
  private interface Source {
    byte[] bytes();
  }

  private void put(Hl7Path path, Source source, IfMissing ifMissing) {
    Hl7Path to = scoped(path);
    try {
      byte[] value = source.bytes();
      if (message.put(to, value)) {
        return;
      }
      switch (ifMissing) {
        case FAIL ->
            problem(new PathProblem(to.toString(), "there is no such segment to write into"));
        case SKIP -> {}
        case ADD -> {
          message.add(to.segment(), to.segment());
          if (!message.put(to, value)) {
            problem(
                new PathProblem(
                    to.toString(), "there are too few of this segment, and one was added"));
          }
        }
      }
    } catch (Hl7Editor.UnencodableException | IllegalStateException cannot) {
      problem(new PathProblem(to.toString(), String.valueOf(cannot.getMessage())));
    }
  }

  private void translate(Step.Translate step) {
    String value = message.get(scoped(step.from()));
    String translated = step.table().get(value);
    if (translated == null) {
      switch (step.otherwise()) {
        case Step.Otherwise.Keep keep -> translated = value;
        case Step.Otherwise.Use use -> translated = use.value();
        case Step.Otherwise.Fail fail -> {
          if (!value.isEmpty()) {
            problem(
                new PathProblem(
                    scoped(step.from()).toString(),
                    "its value is not in table " + step.tableName(),
                    value));
          }
          return;
        }
      }
    }
    if (value.isEmpty() && translated.isEmpty()) {
      return;
    }
    String text = translated;
    put(step.to(), () -> message.encode(text), IfMissing.FAIL);
  }

  private void remove(Step.Remove step) {
    InHand inHand = step.occurrence() == 0 ? ofSegment(step.segment()) : null;
    message.removeSegments(
        step.segment(), inHand == null ? step.occurrence() : inHand.occurrence());
  }

  private void add(Step.Add step) {
    int number = message.add(step.segment(), step.after());
    scopes.push(new InHand(step.segment(), number, null, 0));
    step.fields().forEach(this::take);
    scopes.pop();
  }

  private void repeat(Step.Repeat step) {
    Hl7Path field = step.field();
    if (field != null) {
      Hl7Path place = scoped(field);
      int repetitions = message.repetitions(place);
      for (int i = 1; i <= repetitions; i++) {
        inside(new InHand(step.segment(), occurrence(step.segment()), field, i), step.steps());
      }
      return;
    }
    int left = message.count(step.segment());
    for (int i = 1; left > 0; left--) {
      int before = message.count(step.segment());
      inside(new InHand(step.segment(), i, null, 0), step.steps());
      if (message.count(step.segment()) >= before) {
        i++; // else the one in hand was taken out, and the next stands in its place
      }
    }
  }

  private void inside(InHand inHand, List<Step> steps) {
    scopes.push(inHand);
    steps.forEach(this::take);
    scopes.pop();
  }

  private int occurrence(String segment) {
    InHand inHand = ofSegment(segment);
    return inHand == null ? 1 : inHand.occurrence();
  }

  private @Nullable InHand ofSegment(String segment) {
    for (InHand each : scopes) {
      if (each.segment().equals(segment)) {
        return each;
      }
    }
    return null;
  }

  private Hl7Path scoped(Hl7Path path) {
    Hl7Path scoped = path;
    for (InHand each : scopes) {
      if (each.segment().equals(path.segment())) {
        scoped = scoped.inSegment(each.occurrence());
        if (each.field() != null && each.field().field() == path.field()) {
          scoped = scoped.inRepetition(each.repetition());
        }
      }
    }
    return scoped;
  }

  /** The message as rules see it: of what is repeated, the one in hand only. */
  private Hl7Message inHand() {
    InHand inner = scopes.peek();
    if (inner == null) {
      return message.toMessage();
    }
    Hl7Path field = inner.field();
    return message.only(inner.segment(), inner.occurrence(), field == null ? null : scoped(field));
  }

  private void problem(PathProblem problem) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(problem);
    }
  }
}
