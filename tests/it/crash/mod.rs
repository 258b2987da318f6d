//! The program killed between every pair of steps.

mod child;
mod every_boundary;
mod faults;
mod world;
