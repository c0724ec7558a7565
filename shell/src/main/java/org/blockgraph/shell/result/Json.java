// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

/**
 * Says that a result is to be shown as JSON.
 *
 * @param value one of the other results or of the block layer's records
 */
public record Json(Object value) {}
