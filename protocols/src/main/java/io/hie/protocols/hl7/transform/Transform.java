package io.hie.protocols.hl7.transform;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.protocols.hl7.Hl7ContentParser;
import io.hie.protocols.hl7.PathProblem;
import io.hie.protocols.hl7.transform.TransformSettings.OnProblem;
import java.util.ArrayList;
import java.util.List;

/** Transforms a message and sends it to all targets. Has no state, so it decides the same again. */
final class Transform implements Process {
  private final Transformation transformation;
  private final OnProblem onProblem;
  private final List<String> targets;

  Transform(Transformation transformation, OnProblem onProblem, List<String> targets) {
    this.transformation = transformation;
    this.onProblem = onProblem;
    this.targets = targets;
  }

  /**
   * {@inheritDoc}
   *
   * @throws RefusedException with all problems, if there are any and they are not to be passed over
   * @throws io.hie.protocols.hl7.NotHl7Exception if it is not HL7 v2
   */
  @Override
  public Handling handle(MessageEnvelope message) {
    Payload raw = message.body().rawPayload();
    Transformation.Result result = transformation.apply(Hl7ContentParser.view(message));
    List<PathProblem> problems = result.problems();
    if (!problems.isEmpty() && onProblem == OnProblem.PARK) {
      throw new RefusedException(PathProblem.reason("not-transformed", problems));
    }
    Payload made = result.message().equals(raw) ? null : result.message();
    List<Handling.Output> outputs = new ArrayList<>(targets.size());
    for (String target : targets) {
      outputs.add(new Handling.Output(target, made));
    }
    return new Handling(
        outputs, problems.isEmpty() ? "" : PathProblem.reason("not-transformed", problems).text());
  }
}
