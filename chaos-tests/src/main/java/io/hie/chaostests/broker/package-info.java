/**
 * Kafka brokers as processes of their own, which a scenario kills and starts again. They know
 * nothing of the engine.
 */
@NullMarked
package io.hie.chaostests.broker;

import org.jspecify.annotations.NullMarked;
