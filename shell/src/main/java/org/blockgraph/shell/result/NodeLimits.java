// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import org.blockgraph.api.Limits;

/**
 * What a node demands of requests.
 *
 * @param node its name
 * @param limits as the core keeps to them
 */
public record NodeLimits(String node, Limits limits) {}
