// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The drivers that are here, and calls into their code: counted, bounded in time, cancelled when they leave.
 */
package org.blockgraph.core.driver;
