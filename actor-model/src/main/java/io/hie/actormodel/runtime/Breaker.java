package io.hie.actormodel.runtime;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.production.HostSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one item, which is one destination. Failures in a row open it; while it is
 * open the item's queue hands out nothing, so messages wait in order and use up no attempts. {@link
 * #probe} lets a number of attempts through: if all of them succeed it closes, the first that fails
 * opens it again. Safe from any thread.
 *
 * <p>The states and their rules are resilience4j's. Its own timer is not used, since the item's
 * actor has one.
 */
final class Breaker {

  private final CircuitBreaker breaker;
  private final int attempts;
  private final Duration timeout;
  private final AtomicInteger left = new AtomicInteger();
  private volatile Consumer<BreakerState> listener = state -> {};

  private Breaker(String name, HostSettings host) {
    this.attempts = host.circuitBreakerHalfOpenAttempts();
    this.timeout = host.circuitBreakerTimeout();
    this.breaker =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindow(
                    host.circuitBreakerThreshold(),
                    host.circuitBreakerThreshold(),
                    SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(100)
                .permittedNumberOfCallsInHalfOpenState(attempts)
                .writableStackTraceEnabled(false)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              if (event.getStateTransition().getToState() == CircuitBreaker.State.HALF_OPEN) {
                left.set(attempts);
              }
              listener.accept(of(event.getStateTransition().getToState()));
            });
  }

  /** The breaker that an item's settings ask for; null if they ask for none. */
  static @Nullable Breaker of(String name, HostSettings host) {
    return host.circuitBreakerEnabled() ? new Breaker(name, host) : null;
  }

  /** Who is told of each change, on the thread that made it. */
  void onChange(Consumer<BreakerState> listener) {
    this.listener = listener;
  }

  BreakerState state() {
    return of(breaker.getState());
  }

  /** How long it stays open. */
  Duration timeout() {
    return timeout;
  }

  /** Whether a message may be tried now. Takes nothing. */
  boolean mayPass() {
    return switch (state()) {
      case CLOSED -> true;
      case HALF_OPEN -> left.get() > 0;
      case OPEN -> false;
    };
  }

  /** A message is tried. */
  void pass() {
    if (state() == BreakerState.HALF_OPEN) {
      left.decrementAndGet();
    }
  }

  /** A message that had passed was not tried after all. */
  void unused() {
    if (state() == BreakerState.HALF_OPEN) {
      left.updateAndGet(now -> Math.min(attempts, now + 1));
    }
  }

  /** An attempt ended. */
  synchronized void ended(boolean well) {
    switch (state()) {
      case OPEN -> {
        // It was begun before.
      }
      case CLOSED -> count(well);
      case HALF_OPEN -> {
        if (well) {
          count(true);
        } else {
          breaker.transitionToOpenState(); // by itself it would go by the share of failures
        }
      }
    }
  }

  private void count(boolean well) {
    if (well) {
      breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    } else {
      breaker.onError(0, TimeUnit.NANOSECONDS, new Failure());
    }
  }

  /** It was open for long enough: lets attempts through. */
  synchronized void probe() {
    if (state() == BreakerState.OPEN) {
      breaker.transitionToHalfOpenState();
    }
  }

  /**
   * Whether a result says that the other side works. One that refuses a message for good does; one
   * that asks for a retry does not.
   */
  static boolean isWell(DeliveryResult result) {
    return switch (result) {
      case DeliveryResult.Delivered delivered -> true;
      case DeliveryResult.Refused refused -> true;
      case DeliveryResult.Retry retry -> false;
      case DeliveryResult.NotSent notSent -> false;
      case DeliveryResult.Ambiguous ambiguous -> false;
    };
  }

  private static BreakerState of(CircuitBreaker.State state) {
    return switch (state) {
      case OPEN, FORCED_OPEN -> BreakerState.OPEN;
      case HALF_OPEN -> BreakerState.HALF_OPEN;
      case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
    };
  }

  /** What failed is told elsewhere; here it only counts, so it has no stack trace. */
  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Failure() {
      super(null, null, false, false);
    }
  }
}
