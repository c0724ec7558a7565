// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.time.Duration;

/**
 * What a device is from its birth to its end.
 *
 * @param name its name
 * @param shareWrites whether others may write to what it stands on
 * @param parkTimeout how long its requests wait for a lost driver; null means for ever
 */
public record DeviceBirth(String name, boolean shareWrites, Duration parkTimeout) {}
