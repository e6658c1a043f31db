package io.hie.clusternode.cluster;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import org.apache.pekko.cluster.Valid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Compares {@link Terms} when a node joins: Pekko asks this on both sides, first where the node
 * wants to join, then on the node itself with the terms of the cluster.
 *
 * <p>Pekko tells a node that the cluster refuses only that, and no reason. So a node that can judge
 * for itself is left to: the cluster writes down why it does not fit, the node gets the terms,
 * ends, and tells its user. It protects from mistakes; who is to be kept out is kept out by TLS.
 */
public final class TermsCheck extends JoinConfigCompatChecker {
  private static final Logger LOG = LoggerFactory.getLogger(TermsCheck.class);

  /** Not told to others, so it is only there on the side of the node that joins. */
  static final String SELF = "hie.cluster.self";

  /** Pekko makes checks by their class's name, so what one found is fetched by the node's mark. */
  private static final Map<String, String> REFUSALS = new ConcurrentHashMap<>();

  /** Called by Pekko. */
  public TermsCheck() {}

  @Override
  public Seq<String> requiredKeys() {
    return sequence(Terms.KEYS);
  }

  @Override
  public ConfigValidation check(Config other, Config own) {
    Optional<Terms> ours = Terms.of(own);
    Optional<Terms> theirs = Terms.of(other);
    // One of a version before there were terms comes by an invitation, which compares too.
    if (ours.isEmpty() || theirs.isEmpty()) {
      return Valid.getInstance();
    }
    boolean joins = own.hasPath(SELF);
    List<String> why =
        joins
            ? Terms.differences(theirs.get(), ours.get())
            : Terms.differences(ours.get(), theirs.get());
    if (why.isEmpty()) {
      return Valid.getInstance();
    }
    String words = String.join("; ", why);
    if (joins) {
      REFUSALS.put(own.getString(SELF), "the cluster does not take this node: " + words);
      return new Invalid(sequence(why));
    }
    LOG.warn("The node with its API at {} was refused: {}", theirs.get().node(), words);
    return Valid.getInstance();
  }

  private static Seq<String> sequence(List<String> list) {
    return CollectionConverters.asScala(list).toList();
  }

  /** Why the cluster did not take the node of an actor system, if that is why it ended. */
  public static Optional<String> refusal(ActorSystem<?> system) {
    Config config = system.settings().config();
    return config.hasPath(SELF)
        ? Optional.ofNullable(REFUSALS.get(config.getString(SELF)))
        : Optional.empty();
  }
}
