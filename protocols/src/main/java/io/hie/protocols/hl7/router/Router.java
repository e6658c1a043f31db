package io.hie.protocols.hl7.router;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.protocols.hl7.Hl7ContentParser;

/**
 * Sends messages on as its rules say, unchanged. It has no state, so it decides the same when it is
 * asked again.
 */
final class Router implements Process {
  private volatile RouteTable table;

  Router(RouteTable table) {
    this.table = table;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.hie.protocols.hl7.NotHl7Exception if there are rules and it is not HL7 v2
   * @throws io.hie.protocols.hl7.RuleEvaluationException if a rule takes too long on it
   */
  @Override
  public Handling handle(MessageEnvelope message) {
    RouteTable now = table;
    return now.isUnconditional() ? now.otherwise() : now.route(Hl7ContentParser.view(message));
  }

  @Override
  public void change(ItemDefinition definition) {
    table = RouterType.table(definition);
  }
}
