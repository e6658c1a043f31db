package io.hie.configuration.directory;

import java.time.Duration;

/**
 * Settings of logins.
 *
 * @param failures how many logins may fail in a row before the account is locked
 * @param lock for how long
 * @param passwordLifetime zero for ever
 * @param sessionLifetime since the login
 * @param sessionIdle since the last refresh
 */
public record Policy(
    int failures,
    Duration lock,
    Duration passwordLifetime,
    Duration sessionLifetime,
    Duration sessionIdle) {}
