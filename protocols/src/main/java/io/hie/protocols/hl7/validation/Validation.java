package io.hie.protocols.hl7.validation;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.protocols.hl7.Hl7ContentParser;
import io.hie.protocols.hl7.PathProblem;
import io.hie.protocols.hl7.validation.ValidationSettings.OnInvalid;
import java.util.List;

/** Lets valid messages pass, unchanged. Has no state, so it decides the same again. */
final class Validation implements Process {
  private final Validator validator;
  private final OnInvalid onInvalid;
  private final Handling valid;
  private final Handling invalid;

  /**
   * @param valid where messages go that are
   * @param invalid where they go that are not, if that is asked for
   */
  Validation(Validator validator, OnInvalid onInvalid, Handling valid, Handling invalid) {
    this.validator = validator;
    this.onInvalid = onInvalid;
    this.valid = valid;
    this.invalid = invalid;
  }

  /**
   * {@inheritDoc}
   *
   * @throws RefusedException with all problems, if a message is not valid and is to be parked
   * @throws io.hie.protocols.hl7.NotHl7Exception if it is not HL7 v2
   */
  @Override
  public Handling handle(MessageEnvelope message) {
    List<PathProblem> problems = validator.validate(Hl7ContentParser.view(message));
    if (problems.isEmpty()) {
      return valid;
    }
    Reason why = PathProblem.reason("invalid", problems);
    return switch (onInvalid) {
      case PARK -> throw new RefusedException(why);
      case ROUTE -> new Handling(invalid.outputs(), why.text());
      case PASS -> new Handling(valid.outputs(), why.text());
    };
  }
}
