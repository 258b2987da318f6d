//! The program killed between every pair of steps.
