// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

/**
 * A call as the bytecode has it.
 *
 * @param receiver whether an object stands before the arguments
 * @param virtual whether the object's class chooses the method that runs
 */
record Call(MethodId method, boolean receiver, boolean virtual) {}
