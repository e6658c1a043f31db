package io.hie.httpapi.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to an operation, what it answers, and what else it may say. Immutable; each method
 * gives a changed copy.
 *
 * @param id of the operation
 * @param note what there is to know beyond its summary; may be empty
 * @param query what may stand in the query
 * @param body what is in the body; null if nothing is
 * @param answers how it may succeed
 * @param problems what it may say beyond what every operation may
 * @param version whether the caller says which version is to be changed
 * @param creates whether it takes an {@code Idempotency-Key}
 */
public record Contract(
    String id,
    String note,
    List<Field> query,
    @Nullable Body body,
    List<Answer> answers,
    Set<ProblemType> problems,
    Version version,
    boolean creates) {

  /** Whether {@code If-Match} is taken. */
  public enum Version {
    NONE,
    /** It may be said; if it is not the present one, nothing is changed. */
    TAKEN,
    /** It must be said, {@code *} for any. */
    REQUIRED
  }

  /** What a body is. */
  public sealed interface Body {}

  /** A JSON object with these fields and no others. */
  public record Shape(List<Field> fields) implements Body {
    public Shape {
      fields = List.copyOf(fields);
    }

    public static Shape of(Field... fields) {
      return new Shape(List.of(fields));
    }
  }

  /** A production document, JSON or YAML. */
  public record Document() implements Body {}

  /** A body that may be left out. */
  public record MayBeEmpty(Shape shape) implements Body {}

  /**
   * How something succeeds.
   *
   * @param content null if there is no body
   * @param headers that come with it
   */
  public record Answer(
      int status, String description, @Nullable Content content, List<String> headers) {
    public Answer {
      headers = List.copyOf(headers);
    }
  }

  /** What an answer holds. */
  public sealed interface Content {}

  /** JSON of this class. */
  public record Of(Class<?> type) implements Content {}

  /** A page of these under a name, with {@code next} if there are more. */
  public record Page(String name, Class<?> type) implements Content {}

  /** One JSON object of this class a line. */
  public record Lines(Class<?> type) implements Content {}

  /** Server-sent events, for as long as the caller listens. */
  public record EventStream() implements Content {}

  /** A document as it was written. */
  public record Text() implements Content {}

  /** Any JSON object; what it is, is described elsewhere. */
  public record Any() implements Content {}

  public Contract {
    query = List.copyOf(query);
    answers = List.copyOf(answers);
    problems = Set.copyOf(problems);
  }

  /** One that is yet to be filled. */
  public static Contract of(String id) {
    return new Contract(id, "", List.of(), null, List.of(), Set.of(), Version.NONE, false);
  }

  public Contract note(String text) {
    return new Contract(id, text, query, body, answers, problems, version, creates);
  }

  public Contract query(Field... more) {
    List<Field> all = new ArrayList<>(query);
    all.addAll(List.of(more));
    return new Contract(id, note, all, body, answers, problems, version, creates);
  }

  public Contract body(Body with) {
    return new Contract(id, note, query, with, answers, problems, version, creates);
  }

  public Contract answers(int status, String description, Content content, String... headers) {
    return with(new Answer(status, description, content, List.of(headers)));
  }

  /** Succeeds without a body. */
  public Contract done(String description) {
    return with(new Answer(204, description, null, List.of()));
  }

  /** Succeeds by sending a browser elsewhere. */
  public Contract redirects(String description) {
    return with(new Answer(303, description, null, List.of("Location")));
  }

  private Contract with(Answer answer) {
    List<Answer> all = new ArrayList<>(answers);
    all.add(answer);
    return new Contract(id, note, query, body, all, problems, version, creates);
  }

  public Contract problems(ProblemType... more) {
    Set<ProblemType> all = new TreeSet<>(problems);
    all.addAll(List.of(more));
    return new Contract(id, note, query, body, answers, all, version, creates);
  }

  public Contract version(Version is) {
    return new Contract(id, note, query, body, answers, problems, is, creates);
  }

  /** Takes an {@code Idempotency-Key}. */
  public Contract creating() {
    return new Contract(id, note, query, body, answers, problems, version, true);
  }
}
