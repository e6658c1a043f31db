package io.hie.httpapi;

import io.hie.configuration.secret.PasswordHash;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Passwords are hashed on threads of their own, few at a time, since each takes 19 MiB and most of
 * a core: a flood of logins waits for itself, and does not slow the messages.
 */
final class Hashing extends AllDirectives {
  private static final int AT_ONCE = 2;
  private static final int MOST_WAITING = 32;

  private final ExecutorService threads;

  Hashing() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("hie-passwords-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  /** Hashes and goes on with the hash. */
  Route hash(String password, Function<String, Route> inner) {
    return compute(() -> PasswordHash.of(password), inner);
  }

  /**
   * Checks, as long as it takes, and goes on with whether it fits; nobody's password never does.
   */
  Route check(String password, Optional<String> hash, Function<Boolean, Route> inner) {
    return compute(
        () ->
            hash.map(each -> PasswordHash.fits(password, each))
                .orElseGet(
                    () -> {
                      PasswordHash.checkInVain(password);
                      return false;
                    }),
        inner);
  }

  private <T> Route compute(Supplier<T> work, Function<T, Route> inner) {
    try {
      return onSuccess(CompletableFuture.supplyAsync(work, threads), inner);
    } catch (RejectedExecutionException full) {
      return complete(busy());
    }
  }

  private static HttpResponse busy() {
    return Json.problem(
            429,
            "too-many-logins",
            "Too many logins at once",
            "passwords are checked a few at a time; try again in a second")
        .addHeader(RawHeader.create("Retry-After", "1"));
  }
}
